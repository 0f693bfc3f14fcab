namespace RxChat.Server.Tests;

/// <summary>
/// Whatever code of a filter does, and wherever: the server goes on, and what others say is heard once and in order.
/// </summary>
public class FiltersHostileTests
{
    private static readonly string[] s_where =
        ["next", "timer", "schedule", "system", "thread", "pool", "task", "async", "later", "side", "subscribe", "end"];

    private static readonly string[] s_what =
        ["throw", "hang", "flood", "fork", "complete", "fail", "again", "leak", "wait", "nothing"];

    [Theory]
    [InlineData("PerClient")]
    [InlineData("ForEveryone")]
    public async Task Thousands_of_them_cost_nobody_else_a_message(string attached)
    {
        using var file = new FilterScript($$"""
            var s_soon = TimeSpan.FromMilliseconds(1);
            var leaked = new List<byte[]>();
            {{attached}} = (messages, time) => messages.SelectMany(
                m => m.Text.Split(' ') is ["act", var where, var what]
                ? Observable.Create<ChatMessage>(output => Act(where, what, m, messages, time, output))
                : Observable.Return(m));

            IDisposable Act(string where, string what, ChatMessage m, IObservable<ChatMessage> messages,
                IScheduler time, IObserver<ChatMessage> output)
            {
                void Do() => Hurt(what, m, messages, output);
                switch (where)
                {
                    case "next": Do(); break;
                    case "timer": return Observable.Timer(s_soon, time).Subscribe(_ => Do());
                    case "schedule": return time.Schedule(s_soon, Do);
                    case "system": Observable.Timer(s_soon).Subscribe(_ => Do()); break;
                    case "thread": new Thread(Do).Start(); break;
                    case "pool": ThreadPool.QueueUserWorkItem(_ => Do()); break;
                    case "task": Task.Run(Do); break;
                    case "async": Async(Do); break;
                    case "later": AsyncLater(Do); break;
                    case "side": messages.Take(1).Subscribe(_ => Do()); break;
                    case "subscribe": Observable.Defer(() => { Do(); return messages; }).Subscribe().Dispose(); break;
                    case "end": Observable.Never<int>().Finally(Do).Subscribe().Dispose(); break;
                }
                return Disposable.Empty;
            }

            async void Async(Action act) { act(); await Task.Yield(); }

            async void AsyncLater(Action act) { await Observable.Timer(s_soon); act(); await Task.Yield(); act(); }

            async Task<long> SlowAsync() => await Observable.Timer(s_soon);

            void Hurt(string what, ChatMessage m, IObservable<ChatMessage> messages, IObserver<ChatMessage> output)
            {
                switch (what)
                {
                    case "throw": throw new InvalidOperationException("on purpose");
                    case "hang": SpinWait.SpinUntil(() => false, 5); break;
                    // Without an end it would, where nobody listens any more, be what nothing can stop.
                    case "flood": for (var n = 0; n < 5000; n++) output.OnNext(m); break;
                    case "fork": messages.Take(1).Subscribe(output.OnNext); break;
                    case "complete": output.OnCompleted(); break;
                    case "fail": output.OnError(new InvalidOperationException("on purpose")); break;
                    case "again": output.OnNext(m with { Text = "again" }); break;
                    case "leak": leaked.Add(new byte[1000]); messages.Subscribe(_ => { }); break;
                    case "wait": SlowAsync().Wait(50); break;
                }
            }
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var (bob, carol, mallory) = (await server.LineAsync("bob"), await server.LineAsync(), await server.LineAsync());
        // They hear as much as everybody, and have to take it.
        var (heardByBob, heardByMallory) = (bob.ReadToEndAsync(), mallory.ReadToEndAsync());
        var random = new Random(1);
        var count = Scale.Of(quick: 120, full: 3000);
        for (var n = 0; n < count; n++)
        {
            await mallory.SendAsync($"act {s_where[random.Next(s_where.Length)]} {s_what[random.Next(s_what.Length)]}");
            await bob.SendAsync($"{n}");
            await carol.ReadUntilAsync($"bob: {n}");
        }
        server.Send(Signal.Terminate);
        (await server.ExitAsync()).Should().Be(0);
        await heardByMallory;
        // A fork may well say something once more.
        (await heardByBob).Where(frame => frame.StartsWith("bob: ", StringComparison.Ordinal)).Distinct()
            .Should().Equal(Enumerable.Range(0, count).Select(n => $"bob: {n}"));
    }

    [Fact]
    public async Task What_an_error_on_another_thread_cuts_off_is_for_the_next_pipeline()
    {
        using var file = new FilterScript("""
            var times = 0;
            ForEveryone = (messages, time) => Observable.Create<ChatMessage>(output => messages.Subscribe(m =>
            {
                if (m.Text != "cut" || times++ > 0) output.OnNext(m);
                else
                {
                    var thread = new Thread(() => output.OnError(new InvalidOperationException("on purpose")));
                    thread.Start();
                    thread.Join();
                }
            }));
            """);
        await using var server = await RxChatProcess.ServeAsync("--filters", file.Path);
        var bob = await server.LineAsync("bob");
        await bob.SendAllAsync(["before", "cut", "after"]);
        await bob.ExpectAsync("bob: before", "bob: cut", "bob: after");
        await server.LogLineAsync("on purpose");
    }
}
