using Microsoft.Reactive.Testing;
using RxChat.Testing;

namespace RxChat.Tests;

public class First
{
    [Fact]
    public void Works()
    {
        var chat = new VirtualChat();
        var alice = chat.Connect("alice");
        var bob = chat.Connect("bob", scheme: "nul");
        alice.Says("hello", at: TimeSpan.FromSeconds(1));
        bob.Says("hi", at: TimeSpan.FromSeconds(2));
        chat.Run(TimeSpan.FromSeconds(10));
        chat.Stop();
        chat.Transcript.Should().Be("");
        new TestScheduler().Start();
    }
}
