namespace RxChat.Client;

/// <summary>
/// A way to a server: a function of the frames that go out to those that come in, each without its delimiter. Each
/// subscription is a connection; it errs when the connection cannot be made or is lost, completes when the server
/// closes it, and closes it when disposed.
/// </summary>
/// <param name="outgoing">What is sent, in order; subscribed to while there is a connection.</param>
public delegate IObservable<string> Link(IObservable<string> outgoing);
