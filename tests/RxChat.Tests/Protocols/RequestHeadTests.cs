using System.Text;

namespace RxChat.Tests.Protocols;

public class RequestHeadTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("POST /api/messages HTTP/1.0\r\nHost: a\r\nContent-Length: 3\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n")]
    public void Cut_anywhere_it_is_not_whole_and_whole_it_is(string head)
    {
        for (var cut = 0; cut < head.Length; cut++) IsWhole(head[..cut]).Should().BeFalse($"{cut} bytes are too few");
        IsWhole(head).Should().BeTrue();
        IsWhole(head + "abc").Should().BeTrue();
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("\r\n")]
    [InlineData(" HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n")]
    [InlineData("GET /\r\n")]
    public void What_can_never_be_one_is_not_waited_for(string opening) => IsWhole(opening).Should().BeTrue();

    [Fact]
    public void What_is_too_long_is_not_waited_for_either() =>
        IsWhole("GET / HTTP/1.1\r\nX: " + new string('x', 32 * 1024)).Should().BeTrue();

    private static bool IsWhole(string opening) => RequestHead.IsWhole(Encoding.Latin1.GetBytes(opening));
}
