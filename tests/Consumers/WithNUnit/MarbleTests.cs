using System.Reactive.Linq;
using NUnit.Framework;
using RxChat.Marbles;

public class MarbleTests
{
    [Test]
    public void Assertions_of_any_library_will_do()
    {
        var marbles = new MarbleScheduler();
        var heard = marbles.Record(marbles.Cold("-a-b|").Repeat(2));

        heard.ShouldBe("-a-b-a-b|");
        Assert.That(heard.DifferenceFrom("-a-b|"), Does.StartWith("at 4ms there is nothing instead of |"));
    }
}
