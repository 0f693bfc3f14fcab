// node --experimental-websocket talk.mjs URL ROOM COUNT     says COUNT texts, each when the one before is kept, and prints what it hears
import { RxChat } from '../../../src/RxChat.Web/Client/rxchat.js';

const [url, room, count] = process.argv.slice(2);

// #region ten-lines
const chat = new RxChat(`${url}/ws`);
chat.on('state', ({ connected, why }) => console.error(connected ? 'connected' : `not connected: ${why}`));
chat.on('message', ({ seq, text }) => console.log(`heard ${seq} ${text}`));
chat.on('rewound', ({ seq }) => console.log(`rewound ${seq}`)); // what came after was lost in a crash
chat.join(room);
for (let n = 1; n <= count; n++) {
  const { seq } = await chat.say(room, `text ${n}`); // once, whatever becomes of the connection
  console.log(`kept ${seq} text ${n}`);
}
// #endregion

process.stdin.on('data', () => process.exit(0));
