namespace Pruner.Actions.Tests.Runner;

/// <summary>Texts that strangers could write to make the runner do something.</summary>
internal static class Hostile
{
    private static readonly string[] _pieces =
    [
        "::set-output name=x::y", "::save-state name=x::y", "::add-mask::", "::add-mask::secret", "::error::boo", "::group::", "::endgroup::", "::debug::x", "::echo::on",
        "::stop-commands::token", "::token::", "##[error]", "##[set-output name=x]y", "##[add-mask]secret", "##[group]", "###[error]", "##[[error]", "%0A::error::boo",
        "%250A::error::boo", "%3A%3A", "\uff1a\uff1aerror::boo", "\uff1a:error::boo", ":\uff1aerror::boo", "\uff03\uff03\uff3berror]boo", "#\uff03[error]boo",
        "::", ":", "#", "##", "[", "]", "%", ";", ",", "=", "<<", "<<EOF", "EOF", "name=value", "pruner_", "ghadelimiter_",
        "\n", "\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029", " ", "\t", "\u00a0", "\u3000", "\0", "\u0007", "\u001b[31m", "\u001b]8;;http://example.com\a",
        "\u200b", "\u00ad", "\u2060", "\ufeff", "\u202e", "\u2066", "\u0301", "\ufe0f", "\ud83d\ude00", "\u4e2d", "error", "warning", "x",
    ];

    /// <summary>Each piece alone, at the start of a line and after blanks.</summary>
    public static TheoryData<string> Texts => [.. _pieces.Union(_pieces.Select(piece => " \t" + piece + "::x")).Union(_pieces.Select(piece => "x\r" + piece + "]"))];

    /// <summary>A text of some pieces.</summary>
    public static string Random(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => _pieces[random.Next(_pieces.Length)]));

    /// <summary>The text without the mark that breaks commands, to compare what came through with what was given.</summary>
    public static string Unbroken(string text) => text.Replace("\u200b", "", StringComparison.Ordinal);
}
