// Simulations share the thread pool and wait for it to be idle: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
