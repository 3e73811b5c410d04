using System.Globalization;

namespace Pruner.Core.Tests.Given;

/// <summary>A culture that writes everything otherwise. Made by hand: with invariant globalization none can be had by name.</summary>
internal static class Foreign
{
    public static CultureInfo Culture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NegativeSign = "~";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.DateTimeFormat.DateSeparator = "/";
        culture.DateTimeFormat.TimeSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd/MM/yyyy";
        culture.DateTimeFormat.LongTimePattern = "HH.mm";
        return culture;
    }
}
