// The model's server on Node: NUL-ended frames go to everyone as "host:port: text", in one write per client and chunk received.
// Usage: node node_server.js PORT (on 127.0.0.1, until SIGTERM).
'use strict';

const net = require('net');

const everyone = new Set();

function join(socket) {
  const prefix = Buffer.from(`${socket.remoteAddress}:${socket.remotePort}: `);
  let rest = null;

  everyone.add(socket);
  socket.on('close', () => everyone.delete(socket));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    const bytes = rest === null ? chunk : Buffer.concat([rest, chunk]);
    const pieces = [];
    let start = 0;
    let end = bytes.indexOf(0);
    while (end >= 0) {
      pieces.push(prefix, bytes.subarray(start, end + 1));
      start = end + 1;
      end = bytes.indexOf(0, start);
    }
    rest = start < bytes.length ? bytes.subarray(start) : null;
    if (pieces.length === 0) return;
    const said = Buffer.concat(pieces);
    for (const client of everyone) client.write(said);
  });
}

const port = Number(process.argv[2]);
net.createServer({ noDelay: true }, join).listen({ host: '127.0.0.1', port, backlog: 4096 }, () => {
  console.log(`listening on nul://127.0.0.1:${port}`);
});
