using AspNetHost;

#region sample-aspnet
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<ChatService>();
builder.Services.AddHostedService(services => services.GetRequiredService<ChatService>());

var app = builder.Build();
app.MapGet("/chat", (ChatService chat) => chat.Endpoints);
app.Run();
#endregion
