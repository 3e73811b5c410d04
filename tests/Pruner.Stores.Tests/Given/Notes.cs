using System.Collections.Concurrent;
using Pruner.Core.Inventories;

namespace Pruner.Stores.Tests.Given;

/// <summary>What a listing told on its way.</summary>
internal sealed class Notes : IProgress<LocationListing>
{
    public ConcurrentQueue<LocationListing> All { get; } = new();

    public void Report(LocationListing value) => All.Enqueue(value);
}
