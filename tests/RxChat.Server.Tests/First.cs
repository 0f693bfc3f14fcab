namespace RxChat.Server.Tests;

public class First
{
    [Fact]
    public void Works() => true.Should().BeTrue();
}
