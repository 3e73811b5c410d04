namespace Pruner.Output;

/// <summary>Colours of words. They repeat what the words say and never say more.</summary>
/// <param name="isOn">False leaves every text as it is.</param>
internal sealed class Palette(bool isOn)
{
    /// <summary>Headings.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>What goes, and what failed.</summary>
    public string Gone(string text) => Paint("31", text);

    /// <summary>What stays, and what is done.</summary>
    public string Kept(string text) => Paint("32", text);

    /// <summary>What somebody should look at.</summary>
    public string Warning(string text) => Paint("33", text);

    /// <summary>What may be skipped.</summary>
    public string Quiet(string text) => Paint("2", text);

    private string Paint(string code, string text) => isOn && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
