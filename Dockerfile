# A server in an image that holds it, OpenSSL and nothing to log in with: see docs/deploy.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG RID=linux-x64
WORKDIR /source
COPY Directory.Build.props Directory.Build.targets Directory.Packages.props global.json ./
COPY src src
COPY docs docs
RUN dotnet publish src/RxChat.Server -c Release -r $RID -p:PublishSingleFile=true --self-contained -o /out
RUN mkdir /data

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
COPY --from=build /out/rxchat /usr/local/bin/rxchat
COPY --from=build --chown=1654:1654 /data /var/lib/rxchat
ENV DOTNET_EnableDiagnostics=0
USER 1654
WORKDIR /var/lib/rxchat
VOLUME /var/lib/rxchat
EXPOSE 4080 4041
STOPSIGNAL SIGTERM
# No HEALTHCHECK: there is no shell to run one. Ask /healthz and /readyz from outside.
ENTRYPOINT ["rxchat", "serve"]
CMD ["--listen", "http://0.0.0.0:4080", "--listen", "line://0.0.0.0:4041"]
