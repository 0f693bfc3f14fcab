using System.Net;

namespace RxChat;

/// <summary>What the log tells of who is refused or has to go.</summary>
public sealed partial class ChatServer
{
    private void LogRefused(Connection connection, Refusal refusal)
    {
        if (_refusals.Tells(out var more))
        {
            Log(LogLevel.Warn, "refused", null,
                $"{_newcomers.AddressOf(connection)} {Explained(refusal, connection)}{more}");
        }
        _metrics.Refused(refusal);
    }

    // For the server's owner, who can do something about it.
    private string Explained(Refusal refusal, Connection connection)
    {
        var sentence = TextRefusals.Sentence(refusal);
        if (refusal is not ForeignSpeech { Protocol: ForeignFrames.Proxy }) return sentence;
        var address = _settings.Options.HideAddresses ? (object)"NETWORK"
            : (connection.Peer as IPEndPoint)?.Address ?? IPAddress.Loopback;
        return $"{sentence}; if it is your proxy, say so: --proxy-from {address}";
    }

    /// <summary>
    /// Why a client's stream ended: our own reasons are told to it, a broken connection has nobody to tell.
    /// </summary>
    private Refusal? ReasonOf(Session session, Exception error)
    {
        var reason = ReasonOf(error);
        if (reason is not null)
            Log(LogLevel.Warn, "disconnected", session.Client.Id, Explained(reason, session.Connection));
        return reason;
    }

    private static Refusal? ReasonOf(Exception error) => error switch
    {
        FrameTooLongException tooLong => new FrameTooLong(tooLong.Maximum),
        InvalidTextException => new InvalidUtf8(),
        WebSocketFrameException wrong => new Malformed(wrong.Message),
        RefusedException refused => refused.Refusal,
        _ => null,
    };
}
