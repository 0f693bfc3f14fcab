using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace RxChat.Web;

/// <summary>
/// <c>/api/openapi.json</c>: the routes as they are served, each with what it says beside it (<see cref="Described"/>).
/// Made when it is asked for first; who never asks does not load what makes it.
/// </summary>
internal sealed class ApiDocument
{
    private const string Name = "rxchat", Token = "token";

    /// <summary>Where the objects are described, seen from the document.</summary>
    private const string Schema = "../rxchat.v1.schema.json#/$defs/http/";

    // What is asked for its parameters: only what has a method is in the document.
    private static readonly MethodInfo s_answers = typeof(RequestDelegate).GetMethod(nameof(RequestDelegate.Invoke))!;

    private readonly Lazy<Task<Tagged>> _document;

    private ApiDocument(IEndpointRouteBuilder routes) => _document = new(() => WriteAsync(routes));

    /// <summary>Routes that are in the document, all of them, and the document.</summary>
    public static IEndpointRouteBuilder Begin(IEndpointRouteBuilder all)
    {
        var routes = all.MapGroup("");
        ((IEndpointConventionBuilder)routes).Finally(route => route.Metadata.Add(s_answers));
        routes.MapGet("/api/openapi.json", new ApiDocument(all).AnswerAsync).WithMetadata(
            Described.Document("describe", "Describes these requests (OpenAPI)", Described.Json));
        return routes;
    }

    private async Task AnswerAsync(HttpContext http) =>
        await (await _document.Value.ConfigureAwait(false)).AnswerAsync(http).ConfigureAwait(false);

    private static async Task<Tagged> WriteAsync(IEndpointRouteBuilder routes)
    {
        // Apart from what serves, so that it costs nothing until then.
        var services = new ServiceCollection()
            .AddSingleton<EndpointDataSource>(new CompositeEndpointDataSource(routes.DataSources))
            .AddSingleton(routes.ServiceProvider.GetRequiredService<Microsoft.Extensions.Hosting.IHostEnvironment>())
            .AddLogging().AddRouting()
            .AddOpenApi(Name, options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddOperationTransformer((operation, context, _) =>
                {
                    Describe(operation, context);
                    return Task.CompletedTask;
                });
                options.AddDocumentTransformer((document, _, _) =>
                {
                    Describe(document);
                    return Task.CompletedTask;
                });
            });
        await using var made = services.BuildServiceProvider();
        var document = await made.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
            .GetOpenApiDocumentAsync().ConfigureAwait(false);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1).ConfigureAwait(false);
        return new Tagged(text.ToArray(), Described.Json, "no-cache");
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RxChat",
            Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
            Description = "What is said and heard on a WebSocket, and what events are, is in /api/asyncapi.json. "
                + "A page of another origin gets 403 unless it is allowed, a request by a name that is none of the "
                + "server's 421.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags?.Clear();
        document.Components = new OpenApiComponents
        {
            SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Token] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer",
                    Description = "What /token gives; without one, one is a guest.",
                },
            },
        };
    }

    private static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var route = context.Description.ActionDescriptor;
        var says = route.EndpointMetadata.OfType<Described>().Single();
        (operation.OperationId, operation.Summary) = (says.Name, says.Summary);
        operation.Tags?.Clear();
        var inPath = (context.Description.RelativePath ?? "").Split('/').Where(part => part is ['{', .., '}'])
            .Select(part => Of(ParameterLocation.Path, part[1..^1], null, Texts()));
        operation.Parameters = [.. inPath, .. says.Takes.Select(Of)];
        operation.RequestBody = says.Body is not { } body ? null : new OpenApiRequestBody
        {
            Required = true, Content = Content(Described.Json, Named(body)),
        };
        operation.Security = !says.IsByToken ? [] :
        [
            new() { [new OpenApiSecuritySchemeReference(Token, context.Document)] = [] },
            new(),
        ];
        operation.Responses = [];
        foreach (var answer in says.Answers) operation.Responses[Key(answer.Status)] = Of(answer);
        int[] refusals = [.. says.Refusals, 403, 421, 500];
        foreach (var status in refusals.Distinct().Order()) operation.Responses[Key(status)] = Refusal(status);
    }

    private static string Key(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static OpenApiResponse Of(Described.Answer answer) => new()
    {
        Description = answer.What,
        Content = answer.Type is not { } type ? null
            : Content(type, answer.Schema is { } schema ? Named(schema)
                : type.EndsWith("json", StringComparison.Ordinal) ? new() { Type = JsonSchemaType.Object } : Texts()),
        Headers = Heads(answer.Header),
    };

    private static OpenApiResponse Refusal(int status)
    {
        var codes = string.Join(", ", Problems.CodesOf(status));
        return new()
        {
            Description = ReasonPhrases.GetReasonPhrase(status) + (codes.Length == 0 ? "" : $": {codes}"),
            Content = Content("application/problem+json", Named("problem")),
            Headers = Heads(status switch
            {
                401 => "WWW-Authenticate", 426 => "Upgrade", 429 => "Retry-After", _ => null,
            }),
        };
    }

    private static Dictionary<string, IOpenApiHeader>? Heads(string? name) =>
        name is null ? null : new() { [name] = new OpenApiHeader { Schema = Texts() } };

    private static OpenApiParameter Of(Described.Parameter one)
    {
        var schema = one.Least is { } least
            ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = Key(least) }
            : Texts();
        if (one.Most > 0)
            schema = new() { Type = JsonSchemaType.Array, Items = schema, MinItems = 1, MaxItems = one.Most };
        var given = Of(one.IsInHead ? ParameterLocation.Header : ParameterLocation.Query, one.Name, one.What, schema);
        given.Required = one.Most > 0;
        return given;
    }

    private static OpenApiParameter Of(ParameterLocation at, string name, string? what, OpenApiSchema schema) => new()
    {
        In = at, Name = name, Description = what, Schema = schema, Required = at == ParameterLocation.Path,
    };

    private static Dictionary<string, OpenApiMediaType> Content(string type, OpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };

    private static OpenApiSchema Texts() => new() { Type = JsonSchemaType.String };

    // A reference of the library's own leads to the components of a document of OpenAPI, and not into a schema.
    private static OpenApiSchema Named(string name) => new()
    {
        Extensions = new Dictionary<string, IOpenApiExtension>
        {
            ["$ref"] = new JsonNodeExtension(JsonValue.Create(Schema + name)),
        },
    };
}
