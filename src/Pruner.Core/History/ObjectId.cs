using System.Security.Cryptography;
using System.Text;

namespace Pruner.Core.History;

/// <summary>A git object id: 40 lower-case hex digits (SHA-1).</summary>
public readonly record struct ObjectId : IComparable<ObjectId>
{
    /// <summary>Wraps an id.</summary>
    /// <exception cref="ArgumentException">Not 40 lower-case hex digits.</exception>
    public ObjectId(string hex)
    {
        if (!IsValid(hex))
        {
            throw new ArgumentException("A git object id is 40 lower-case hex digits.", nameof(hex));
        }

        Hex = hex;
    }

    /// <summary>The digits.</summary>
    public string Hex { get => field ?? ""; }

    /// <summary>True for 40 lower-case hex digits.</summary>
    public static bool IsValid(string? hex) =>
        hex is { Length: 40 } && hex.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>The id git gives to an object of this type (<c>blob</c>, <c>tree</c>) and content.</summary>
    public static ObjectId Of(string type, ReadOnlySpan<byte> content)
    {
        var head = Encoding.ASCII.GetBytes($"{type} {content.Length}\0");
        // Git's object ids are SHA-1; they serve here to prove that an answer is the object asked for.
#pragma warning disable CA5350, CA1850
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350, CA1850
        sha.AppendData(head);
        sha.AppendData(content);
        return new ObjectId(Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    /// <inheritdoc />
    public int CompareTo(ObjectId other) => string.CompareOrdinal(Hex, other.Hex);

    /// <inheritdoc />
    public override string ToString() => Hex;
}
