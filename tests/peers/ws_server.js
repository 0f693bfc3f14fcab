// The model's server by Node's package ws: a text message goes to everyone as "host:port: text", in the objects of json.
// Usage: node ws_server.js PORT FOLDER (on 127.0.0.1, until SIGTERM; the package is in the folder's node_modules).
'use strict';

const { createRequire } = require('module');
const { WebSocketServer, WebSocket } = createRequire(`${process.argv[3]}/`)('ws');

const port = Number(process.argv[2]);
const server = new WebSocketServer({ host: '127.0.0.1', port, path: '/ws', backlog: 4096, perMessageDeflate: false, clientTracking: true });
server.on('listening', () => console.log(`listening on ws://127.0.0.1:${port}`));
server.on('connection', (client, request) => {
  const from = `${request.socket.remoteAddress}:${request.socket.remotePort}`;

  client.on('error', () => client.terminate());
  client.on('message', (bytes) => {
    const { type, room, text } = JSON.parse(bytes);
    if (type !== 'say') return;
    const said = Buffer.from(JSON.stringify({ type: 'message', room, from, text }));
    for (const one of server.clients) if (one.readyState === WebSocket.OPEN) one.send(said, { binary: false });
  });
});
