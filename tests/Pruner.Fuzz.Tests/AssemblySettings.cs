// What a text may allocate is counted by thread, and readers that call on services use the thread pool: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
