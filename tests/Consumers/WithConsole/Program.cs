using System.Reactive.Linq;
using RxChat.Marbles;

#region package-marbles
var marbles = new MarbleScheduler();
var keys = marbles.Hot("          --a-b-c-----d-----|");

var heard = marbles.Record(keys.Throttle(TimeSpan.FromMilliseconds(4), marbles));

heard.ShouldBe("                  ----------c-----d-|");
keys.ShouldHaveSubscriptions("^-----------------!");
#endregion

Console.WriteLine(heard);
try
{
    heard.ShouldBe("----------c-----e-|");
}
catch (MarbleAssertionException wrong)
{
    Console.WriteLine(wrong.Message);
}
