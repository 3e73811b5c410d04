namespace Pruner.Tests.Undoing;

/// <summary>A person at the terminal, who takes their time: something happens before the answer.</summary>
internal sealed class Answering(string answer, Action meanwhile) : TextReader
{
    public override string ReadLine()
    {
        meanwhile();
        return answer;
    }
}
