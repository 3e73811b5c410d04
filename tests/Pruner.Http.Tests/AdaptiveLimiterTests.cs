using Pruner.Http.Tests.Given;

namespace Pruner.Http.Tests;

public sealed class AdaptiveLimiterTests
{
    // Milliseconds. A wait that never comes fails the test instead of holding it.
    private const int Bound = 30_000;

    private static readonly DateTimeOffset Start = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Bound)]
    public async Task It_lets_in_as_many_as_it_starts_with_and_the_next_when_one_leaves()
    {
        var limiter = Limiter(start: 2, most: 2);
        await limiter.EnterAsync(Token);
        await limiter.EnterAsync(Token);

        var third = limiter.EnterAsync(Token);
        var fourth = limiter.EnterAsync(Token);
        Assert.False(third.IsCompleted);

        limiter.Leave();
        await third;
        Assert.False(fourth.IsCompleted);
        limiter.Leave();
        await fourth;
    }

    [Fact(Timeout = Bound)]
    public async Task It_grows_by_about_one_for_each_window_of_good_answers()
    {
        var limiter = Limiter(start: 4, most: 100);

        await Repeat(limiter, 4, limiter.LeaveGood);
        Assert.Equal(4, limiter.Window); // 4 + 1/4 + 1/4.25 + … is a little less than 5
        await Repeat(limiter, 1, limiter.LeaveGood);
        Assert.Equal(5, limiter.Window);
    }

    [Fact(Timeout = Bound)]
    public async Task It_does_not_grow_beyond_its_most()
    {
        var limiter = Limiter(start: 2, most: 3);

        await Repeat(limiter, 100, limiter.LeaveGood);

        Assert.Equal(3, limiter.Window);
    }

    [Fact(Timeout = Bound)]
    public async Task An_answer_that_says_nothing_about_the_load_changes_nothing()
    {
        var limiter = Limiter(start: 2, most: 100);

        await Repeat(limiter, 100, limiter.Leave);

        Assert.Equal(2, limiter.Window);
    }

    [Fact(Timeout = Bound)]
    public async Task It_halves_when_the_server_throttles_and_never_falls_below_one()
    {
        var limiter = Limiter(start: 8, most: 8);
        var seen = new List<int>();

        for (var n = 0; n < 5; n++)
        {
            await Repeat(limiter, 1, () => limiter.LeaveThrottled(TimeSpan.Zero));
            seen.Add(limiter.Window);
        }

        Assert.Equal([4, 2, 1, 1, 1], seen);
    }

    [Fact(Timeout = Bound)]
    public async Task It_still_lets_one_in_at_its_smallest_and_grows_again()
    {
        var limiter = Limiter(start: 1, most: 8);
        await Repeat(limiter, 3, () => limiter.LeaveThrottled(TimeSpan.Zero));

        await Repeat(limiter, 1, limiter.LeaveGood);

        Assert.Equal(2, limiter.Window);
    }

    [Fact(Timeout = Bound)]
    public async Task A_smaller_window_holds_the_next_until_enough_have_left()
    {
        var limiter = Limiter(start: 4, most: 4);
        for (var n = 0; n < 4; n++)
        {
            await limiter.EnterAsync(Token);
        }

        var next = limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.Zero); // window 2, three under way
        limiter.Leave(); // two
        Assert.False(next.IsCompleted);
        limiter.Leave(); // one
        await next;
    }

    [Fact(Timeout = Bound)]
    public async Task A_pause_holds_everybody_until_it_is_over()
    {
        var time = new ManualTime(Start);
        var limiter = new AdaptiveLimiter(time, 8, 8);
        await limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.FromSeconds(30));

        var held = limiter.EnterAsync(Token);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(held.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await held;
        await limiter.EnterAsync(Token);
    }

    [Fact(Timeout = Bound)]
    public async Task The_rest_of_a_pause_that_is_less_than_a_millisecond_is_waited_for_and_not_spun_through()
    {
        var time = new ManualTime(Start);
        var limiter = new AdaptiveLimiter(time, 8, 8);
        await limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.FromMicroseconds(400));

        // On another thread: one that spins never comes back.
        var held = Task.Run(() => limiter.EnterAsync(Token), Token);

        Assert.Equal(TimeSpan.FromMilliseconds(1), await time.NextWaitAsync(TimeSpan.Zero, Token));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await held;
    }

    [Fact(Timeout = Bound)]
    public async Task A_pause_may_grow_longer_while_it_lasts_and_not_shorter()
    {
        var time = new ManualTime(Start);
        var limiter = new AdaptiveLimiter(time, 8, 8);
        await limiter.EnterAsync(Token);
        await limiter.EnterAsync(Token);
        await limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.FromSeconds(30));
        var held = limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.FromSeconds(60));
        limiter.LeaveThrottled(TimeSpan.FromSeconds(10));

        _ = await time.NextWaitAsync(TimeSpan.Zero, Token);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), await time.NextWaitAsync(TimeSpan.Zero, Token));
        Assert.False(held.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));
        await held;
    }

    [Fact(Timeout = Bound)]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var limiter = Limiter(start: 1, most: 1);
        await limiter.EnterAsync(Token);
        using var cancel = new CancellationTokenSource();
        var gaveUp = limiter.EnterAsync(cancel.Token);
        var patient = limiter.EnterAsync(Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        limiter.Leave();

        await patient;
    }

    [Fact(Timeout = Bound)]
    public async Task Who_gives_up_in_a_pause_gives_the_place_back()
    {
        var time = new ManualTime(Start);
        var limiter = new AdaptiveLimiter(time, 1, 1);
        await limiter.EnterAsync(Token);
        limiter.LeaveThrottled(TimeSpan.FromSeconds(30));
        using var cancel = new CancellationTokenSource();
        var gaveUp = limiter.EnterAsync(cancel.Token);
        var patient = limiter.EnterAsync(Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        _ = await time.NextWaitAsync(TimeSpan.Zero, Token);
        _ = await time.NextWaitAsync(TimeSpan.Zero, Token); // the patient one has the place and waits for the end of the pause
        time.Advance(TimeSpan.FromSeconds(30));

        await patient;
    }

    [Fact(Timeout = Bound)]
    public async Task Many_at_once_never_exceed_the_window()
    {
        var limiter = Limiter(start: 3, most: 3);
        var (underWay, most) = (0, 0);
        async Task WorkAsync()
        {
            await limiter.EnterAsync(Token);
            var now = Interlocked.Increment(ref underWay);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            limiter.LeaveGood();
        }

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(WorkAsync, Token)));

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, underWay);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        int seen;
        while (now > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, now, seen) != seen)
        {
        }
    }

    private static AdaptiveLimiter Limiter(int start, int most) => new(new ManualTime(Start), start, most);

    private static async Task Repeat(AdaptiveLimiter limiter, int times, Action leave)
    {
        for (var n = 0; n < times; n++)
        {
            await limiter.EnterAsync(Token);
            leave();
        }
    }
}
