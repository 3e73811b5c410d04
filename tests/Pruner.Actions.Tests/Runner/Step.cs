using System.Text;
using Pruner.Sandbox.Actions.Runner;

namespace Pruner.Actions.Tests.Runner;

/// <summary>A step's standard output as bytes, and what the runner makes of it.</summary>
internal sealed class Step : IDisposable
{
    private readonly MemoryStream _bytes = new();

    public Step() => Output = new StreamWriter(_bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    public TextWriter Output { get; }

    public string Text => Encoding.UTF8.GetString(Bytes());

    public StepReport Read(bool foldsWidth = false, CommandFiles? files = null)
    {
        var reader = new RunnerReader(foldsWidth: foldsWidth);
        using var text = new StreamReader(new MemoryStream(Bytes()), Encoding.UTF8);
        reader.Read(text);
        if (files is not null)
        {
            reader.Read(files);
        }

        return reader.Report(exitCode: 0);
    }

    public void Dispose() => Output.Dispose();

    private byte[] Bytes()
    {
        Output.Flush();
        return _bytes.ToArray();
    }
}
