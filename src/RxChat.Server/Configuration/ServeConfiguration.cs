namespace RxChat.Server.Configuration;

/// <summary>Everything <c>serve</c> was told, whatever it was told by.</summary>
/// <param name="Listen">URLs.</param>
/// <param name="Options">The library's limits and choices.</param>
/// <param name="LogLevel">The least level that is written.</param>
internal sealed record ServeConfiguration(IReadOnlyList<string> Listen, ChatServerOptions Options, LogLevel LogLevel)
{
    public static ServeConfiguration Default { get; } =
        new(["nul://127.0.0.1:4040", "line://127.0.0.1:4041", "http://127.0.0.1:4080"], new ChatServerOptions(),
            LogLevel.Info);

    /// <summary>Where what is said is kept; null is memory.</summary>
    public string? History { get; init; } = "rxchat.db";

    /// <summary>How much of it is kept.</summary>
    public Retention Retention { get; init; }

    /// <summary>The filter file; null is none.</summary>
    public string? Filters { get; init; }

    /// <summary>The filter file that is tried beside it; null is none.</summary>
    public string? Shadow { get; init; }

    /// <summary>Where it is recorded what happens; null is nowhere.</summary>
    public RecordTarget? Record { get; init; }

    /// <summary>What is shown on endpoints with TLS.</summary>
    public TlsFiles Tls { get; init; } = TlsFiles.None;

    /// <summary>Whose tokens are taken, if anybody's.</summary>
    public JwtFiles Jwt { get; init; } = new();

    /// <summary>Who is told what is said.</summary>
    public WebhookTarget Webhook { get; init; } = new();

    /// <summary>The values as they were written, to tell what a reload changes.</summary>
    public IReadOnlyDictionary<string, string> Written { get; init; } = new Dictionary<string, string>();

    /// <summary>What told each of them.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    /// <summary>What told the URLs: the flag, the variable, or the file's key.</summary>
    public string ListenSource { get; init; } = "--listen";

    public ServeConfiguration Keeping(Func<Retention, Retention> change) =>
        this with { Retention = change(Retention) };

    public ServeConfiguration Recording(Func<RecordTarget, RecordTarget> change) =>
        this with { Record = change(Record ?? new RecordTarget()) };

    public ServeConfiguration Taking(Func<JwtFiles, JwtFiles> change) => this with { Jwt = change(Jwt) };

    public ServeConfiguration Showing(Func<TlsFiles, TlsFiles> change) => this with { Tls = change(Tls) };

    public ServeConfiguration With(Func<ChatServerOptions, ChatServerOptions> change) =>
        this with { Options = change(Options) };
}
