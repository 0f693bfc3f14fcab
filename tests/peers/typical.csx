// Three filters that a public server would have, with limits that the load does not reach: each is asked for every message.
PerClient = (messages, time) => messages
    .MaxLength(500)
    .RateLimit(10_000, TimeSpan.FromMilliseconds(100), time)
    .Censor("darn", "heck");
