namespace Pruner.Reports;

/// <summary>Values that recur, each with a number from 0 in the order of its first use.</summary>
internal sealed class Interned<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _values = [];

    /// <summary>The values by their numbers.</summary>
    public IReadOnlyList<T> Values => _values;

    /// <summary>The number of a value.</summary>
    public int NumberOf(T value)
    {
        if (!_numbers.TryGetValue(value, out var number))
        {
            _numbers[value] = number = _values.Count;
            _values.Add(value);
        }

        return number;
    }
}
