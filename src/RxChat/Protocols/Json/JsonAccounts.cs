using System.Text.Json;

namespace RxChat;

/// <summary>What programs ask and are told about accounts.</summary>
internal static class JsonAccounts
{
    public static Command CommandOf(JsonRequest request, long by) => request switch
    {
        { Type: "register", Password: { } password } => new Register(by, request.Name, new Secret(password)),
        { Type: "login", Name: { } name, Password: { } password } => new Login(by, name, new Secret(password)),
        { Type: "login", Token: { } token } => new Login(by, Name: null, new Secret(token)),
        { Type: "password", Old: { } old, Password: { } password } =>
            new ChangePassword(by, new Secret(old), new Secret(password)),
        { Type: "unregister", Password: { } password } => new DeleteAccount(by, new Secret(password)),
        { Type: "logout" } => new Logout(by),
        { Type: "token" } => new AskToken(by),
        { Type: "login" } => Usage(
            by, """{"type":"login","name":"N","password":"P"} or {"type":"login","token":"T"}"""),
        { Type: "register" } => Usage(by, """{"type":"register","name":"N","password":"P"}"""),
        { Type: "password" } => Usage(by, """{"type":"password","old":"P","password":"P"}"""),
        _ => Usage(by, """{"type":"unregister","password":"P"}"""),
    };

    public static void Write(Utf8JsonWriter json, LoggedIn told)
    {
        json.WriteString("name", told.Person.Name);
        if (told.Account.IsOperator) json.WriteBoolean("operator", true);
        if (told.Person.Scopes is { } scopes)
        {
            json.WriteStartArray("scopes");
            foreach (var word in scopes.Words()) json.WriteStringValue(word);
            json.WriteEndArray();
        }
        if (told.Until is { } until) JsonEntries.WriteTime(json, until, "until");
        json.WriteStartArray("ignored");
        foreach (var name in told.Account.Ignored) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static Refuse Usage(long by, string usage) => new(by, new WrongUsage(usage));
}
