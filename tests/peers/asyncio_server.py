#!/usr/bin/env python3
"""The model: the chat server RxChat comes from, on asyncio. Usage: asyncio_server.py PORT (on 127.0.0.1, until SIGTERM)."""
import asyncio
import sys


class Chat(asyncio.Protocol):
    everyone = []

    def connection_made(self, transport):
        self.transport = transport
        host, port = transport.get_extra_info("peername")
        self.prefix = f"{host}:{port}: ".encode()
        self.rest = b""
        self.everyone.append(self)

    def data_received(self, data):
        *messages, self.rest = (self.rest + data).split(b"\0")
        for message in messages:
            line = self.prefix + message + b"\0"
            for client in self.everyone:
                client.transport.write(line)

    def connection_lost(self, error):
        self.everyone.remove(self)


async def serve(port):
    server = await asyncio.get_running_loop().create_server(Chat, "127.0.0.1", port, backlog=4096)
    print(f"listening on nul://127.0.0.1:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
