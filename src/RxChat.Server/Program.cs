using RxChat.Server;

return await CommandLine.RunAsync(args);
