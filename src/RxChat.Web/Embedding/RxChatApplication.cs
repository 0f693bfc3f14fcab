using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RxChat.Web;

/// <summary>Makes a chat part of an ASP.NET Core application, whose authentication says who is who.</summary>
public static class RxChatApplication
{
    /// <summary>Adds the chat, which starts and stops with the application.</summary>
    /// <param name="services">Of the application.</param>
    /// <param name="configure">Chooses; what cannot be is said when the application starts.</param>
    public static IServiceCollection AddRxChat(
        this IServiceCollection services, Action<RxChatOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RxChatOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate<IServiceProvider>((options, _) => options.Problem() is { } problem
                ? throw new ArgumentException($"RxChat: {problem}", nameof(configure))
                : true)
            .ValidateOnStart();
        services.TryAddSingleton<EmbeddedChat>();
        services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedChat>());
        return services;
    }

    /// <summary>
    /// Serves the chat under a path: <c>/ws</c>, <c>/api/events</c>, <c>/api/query</c>, <c>/api/acts</c> and
    /// <c>/api/rooms/R/messages</c> (docs/protocol.md). Who asks is who the application says they are; from pages of
    /// other origins nobody may, but those of <see cref="ChatServerOptions.AllowedOrigins"/>.
    /// </summary>
    /// <param name="routes">Of the application.</param>
    /// <param name="path">Under which, such as <c>/chat</c>.</param>
    /// <returns>To require authorization and the like.</returns>
    public static RouteGroupBuilder MapRxChat(this IEndpointRouteBuilder routes, string path)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var chat = routes.ServiceProvider.GetRequiredService<EmbeddedChat>();
        var group = routes.MapGroup(path);
        new Upgrades(chat.Pages).Map(group);
        new EventsApi(chat.Members, chat.Server).Map(group);
        new QueryApi(chat.Members).Map(group);
        new MessagesApi(chat.Visitors, () => chat.Options.Chat).Map(group);
        new ActsApi(chat.Visitors, chat.Server).Map(group);
        ((IEndpointConventionBuilder)group).Add(route =>
        {
            if (route.RequestDelegate is { } answer) route.RequestDelegate = http => AnswerAsync(chat, http, answer);
        });
        return group;
    }

    private static Task AnswerAsync(EmbeddedChat chat, HttpContext http, RequestDelegate answer)
    {
        var origin = http.Request.Headers.Origin;
        if (!chat.Options.Chat.Allows($"{http.Request.Host}", origin.Count == 0 ? null : $"{origin}"))
        {
            return Problems.TellAsync(http, StatusCodes.Status403Forbidden, code: null,
                "pages of other origins may not ask; allow them by AllowedOrigins");
        }
        http.Features.Set(new SaidByApplication(VoucherOf(chat.Options, http)));
        return answer(http);
    }

    private static Voucher? VoucherOf(RxChatOptions options, HttpContext http) =>
        http.User is { Identity.IsAuthenticated: true } user
            // Who has no name to the chat is nobody there, and not a guest.
            ? new Voucher(options.Name(user) ?? "", options.IsOperator(user), Until: options.Until(user))
            : null;
}

/// <summary>Who it is that asks, as the application has it; nobody is a guest.</summary>
internal sealed record SaidByApplication(Voucher? Voucher);
