// The module in virtual time: a server that is a script, a clock that is moved, the same every time.
import { afterEach, test, mock } from 'node:test';
import assert from 'node:assert/strict';
import { RxChat, Refused } from '../../../src/RxChat.Web/Client/rxchat.js';

class Server {
  sockets = [];
  said = [];

  constructor() {
    const server = this;
    this.WebSocket = class {
      constructor(url, protocol) {
        Object.assign(this, { url: `${url}`, protocol, isOpen: true });
        server.sockets.push(this);
      }

      send(text) {
        server.said.push(JSON.parse(text));
      }

      close() {
        this.isOpen = false;
      }
    };
  }

  get last() {
    return this.sockets.at(-1);
  }

  tells(...objects) {
    for (const object of objects) this.last.onmessage({ data: JSON.stringify(object) });
  }

  breaks(socket = this.last) {
    socket.onclose({ reason: '' });
  }

  take() {
    // What a join is answered by has a test of its own.
    return this.said.splice(0).map(({ ref, ...said }) => (said.type === 'join' ? said : ref === undefined ? said : { ...said, ref }));
  }
}

// Second by second: what a timer starts begins at the end of a tick.
const pass = (time) => { for (let left = time; left > 0; left -= 1000) mock.timers.tick(Math.min(left, 1000)); };

afterEach(() => mock.timers.reset());

const message = (seq, text) => ({ type: 'message', room: 'tea', seq, id: `id${seq}`, from: 'ann', text });

function chat(options = {}) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const server = new Server();
  const client = new RxChat('http://localhost:4080/ws', { WebSocket: server.WebSocket, random: () => 1, ...options });
  const texts = [];
  client.on('message', ({ text }) => texts.push(text));
  return { server, client, texts, end: () => client.close() };
}

test('it is on a WebSocket, by the name of the protocol', () => {
  const { server, end } = chat();
  assert.equal(server.last.url, 'ws://localhost:4080/ws');
  assert.equal(server.last.protocol, 'rxchat.v1');
  end();
});

test('what is missed while the connection was broken is heard once, in order', () => {
  const { server, client, texts, end } = chat();
  client.join('tea');
  server.tells({ type: 'welcome', name: 'guest-1' }, { type: 'joined', room: 'tea', members: [], count: 1, epoch: 'e1', seq: 3 });
  assert.deepEqual(server.take(), [{ type: 'join', room: 'tea' }]);
  server.tells(message(4, 'four'), message(5, 'five'));
  server.breaks();
  mock.timers.tick(500);
  assert.equal(server.sockets.length, 2);
  server.tells({ type: 'welcome', name: 'guest-2' });
  assert.deepEqual(server.take(), [{ type: 'join', room: 'tea', epoch: 'e1', after: 5 }]);
  server.tells({ type: 'history', room: 'tea', messages: [message(5, 'five'), message(6, 'six')], more: false },
    { type: 'joined', room: 'tea', members: [], count: 1, epoch: 'e1', seq: 6 }, message(7, 'seven'));
  assert.deepEqual(texts, ['four', 'five', 'six', 'seven']);
  end();
});

test('a server that lost the last numbers says so, and what follows is heard', () => {
  const { server, client, texts, end } = chat();
  const rewound = [];
  client.on('rewound', ({ seq }) => rewound.push(seq));
  client.join('tea', { epoch: 'e1', seq: 9 });
  server.tells({ type: 'welcome', name: 'guest-1' }, { type: 'rewound', room: 'tea', seq: 7 },
    { type: 'history', room: 'tea', messages: [message(8, 'other eight')], more: false });
  assert.deepEqual([rewound, texts], [[7], ['other eight']]);
  end();
});

test('what is said is said again with its key until it is answered', async () => {
  const { server, client, end } = chat();
  server.tells({ type: 'welcome', name: 'guest-1' });
  const kept = client.say('tea', 'hello');
  const [first] = server.take();
  server.breaks();
  const late = client.say('tea', 'while away');
  mock.timers.tick(500);
  server.tells({ type: 'welcome', name: 'guest-2' });
  const [again, second] = server.take();
  assert.deepEqual(again, first);
  assert.equal(second.text, 'while away');
  assert.notEqual(second.key, first.key);
  server.tells({ type: 'ok', ref: again.ref, seq: 4, id: 'x' }, { type: 'error', ref: second.ref, code: 'muted', message: 'no' });
  assert.equal((await kept).seq, 4);
  await assert.rejects(late, (error) => error instanceof Refused && error.code === 'muted');
  end();
});

test('other questions are not asked again, and who is told alone is not told twice', async () => {
  const { server, client, end } = chat();
  await assert.rejects(client.ask({ type: 'rooms' }), /no connection/);
  server.tells({ type: 'welcome', name: 'guest-1' });
  const asked = client.ask({ type: 'rooms' }), whispered = client.say('@bob', 'psst');
  assert.equal(server.said.at(-1).key, undefined);
  server.breaks();
  await assert.rejects(asked, /lost/);
  await assert.rejects(whispered, /lost/);
  end();
});

test('retries wait longer and longer, at most half a minute', () => {
  const { server, client, end } = chat();
  const waits = [];
  client.on('state', ({ wait }) => waits.push(wait));
  for (let n = 0; n < 9; n++) {
    server.breaks();
    mock.timers.tick(waits.at(-1));
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  end();
});

test('a server that is silent is asked, and given up', () => {
  const { server, client, end } = chat();
  server.tells({ type: 'welcome', name: 'guest-1' });
  pass(60_000);
  assert.deepEqual(server.take(), [{ type: 'ping' }]);
  server.tells({ type: 'pong' });
  pass(49_000);
  assert.equal(client.connected, true);
  pass(1000);
  assert.equal(client.connected, false);
  assert.equal(server.sockets[0].isOpen, false);
  mock.timers.tick(500);
  assert.equal(server.sockets.length, 2);
  end();
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('one is who one was after each break, before one says anything, and no longer after a logout', async () => {
  const { server, client, end } = chat({ token: 't1' });
  client.join('tea');
  server.tells({ type: 'welcome', name: 'guest-1' });
  let [login, ...more] = server.take();
  assert.deepEqual([login.type, login.token, more.length], ['login', 't1', 0]);
  server.tells({ type: 'login', name: 'ann' }, { type: 'ok', ref: login.ref });
  await settled();
  assert.deepEqual(server.take(), [{ type: 'join', room: 'tea' }]);
  server.breaks();
  mock.timers.tick(500);
  server.tells({ type: 'welcome', name: 'guest-2' });
  [login] = server.take();
  assert.equal(login.token, 't1');
  server.tells({ type: 'error', ref: login.ref, code: 'busy', message: 'later' });
  await settled();
  assert.equal(client.connected, false);
  mock.timers.tick(5000);
  [login] = server.take();
  assert.equal(login.token, 't1');
  server.tells({ type: 'ok', ref: login.ref });
  await settled();
  assert.equal(client.connected, true);
  server.tells({ type: 'logout', name: 'guest-2' });
  server.breaks();
  mock.timers.tick(1000);
  server.take();
  server.tells({ type: 'welcome', name: 'guest-3' });
  assert.deepEqual(server.take().map(({ type }) => type), ['join']);
  end();
  assert.equal(client.connected, false);
});

test('a name that somebody has is asked for again, by who is a guest meanwhile', async () => {
  const { server, client, end } = chat({ name: 'ann' });
  server.tells({ type: 'welcome', name: 'guest-1' });
  const [first] = server.take();
  server.tells({ type: 'error', ref: first.ref, code: 'name_taken', message: 'taken' });
  await settled();
  assert.equal(client.connected, true);
  mock.timers.tick(5000);
  assert.deepEqual(server.take().map(({ type, name }) => [type, name]), [['name', 'ann']]);
  end();
});

test('who is known no longer says nothing as a guest that waited to be said as somebody', async () => {
  const { server, client, end } = chat({ token: 'old' });
  const waiting = client.say('tea', 'for friends').catch(({ code }) => code);
  server.tells({ type: 'welcome', name: 'guest-1' });
  const [login] = server.take();
  server.tells({ type: 'error', ref: login.ref, code: 'wrong_password', message: 'expired' });
  await settled();
  assert.equal(await waiting, 'wrong_password');
  assert.equal(client.connected, true);
  assert.deepEqual(server.take(), []);
  end();
});

test('accounts that cannot be looked at are asked again, and nothing is said before', async () => {
  const { server, client, end } = chat({ token: 'old' });
  client.say('tea', 'hello').catch(() => { });
  server.tells({ type: 'welcome', name: 'guest-1' });
  const [login] = server.take();
  server.tells({ type: 'error', ref: login.ref, code: 'accounts_unavailable', message: 'no' });
  await settled();
  assert.equal(client.connected, false);
  mock.timers.tick(5000);
  const [again] = server.take();
  assert.deepEqual([again.type, again.token], ['login', 'old']);
  server.tells({ type: 'login', ref: again.ref, name: 'ann' }, { type: 'ok', ref: again.ref });
  await settled();
  assert.deepEqual(server.take().map(({ type, text }) => [type, text]), [['say', 'hello']]);
  end();
});

test('who leaves and comes again before they heard of the first time is not told of it', () => {
  const { server, client, texts, end } = chat();
  const told = [];
  client.on('joined', ({ seq }) => told.push(seq));
  client.on('ok', ({ ref }) => told.push(ref));
  server.tells({ type: 'welcome', name: 'guest-1' });
  client.join('tea');
  client.leave('tea');
  client.join('tea');
  const [first, , second] = server.said.map(({ ref }) => ref);
  const joined = (seq, ref) => ({ type: 'joined', room: 'tea', members: [], count: 1, epoch: 'e1', seq, ref });
  server.tells(joined(3, first), { type: 'ok', ref: first }, joined(5, second), { type: 'ok', ref: second }, message(6, 'six'));
  assert.deepEqual(told, [5]);
  assert.deepEqual(texts, ['six']);
  end();
});

test('rooms are the same however they are written', () => {
  const { server, client, texts, end } = chat();
  client.join('TEA');
  server.tells({ type: 'welcome', name: 'guest-1' }, { type: 'joined', room: 'tea', members: [], count: 1, epoch: 'e1', seq: 3 },
    message(4, 'four'));
  server.breaks();
  mock.timers.tick(500);
  server.take();
  server.tells({ type: 'welcome', name: 'guest-2' });
  assert.deepEqual(server.take(), [{ type: 'join', room: 'TEA', epoch: 'e1', after: 4 }]);
  client.leave('tea');
  assert.deepEqual(server.take(), [{ type: 'leave', room: 'tea' }]);
  assert.deepEqual(texts, ['four']);
  end();
});

test('what is too long is refused once, and not said for ever', async () => {
  const { server, client, end } = chat();
  server.tells({ type: 'welcome', name: 'guest-1' });
  const long = client.say('tea', 'x'.repeat(100_000)), short = client.say('tea', 'short');
  server.take();
  server.last.onclose({ code: 1009, reason: '' });
  await assert.rejects(long, (error) => error.code === 'frame_too_long');
  mock.timers.tick(500);
  server.tells({ type: 'welcome', name: 'guest-2' });
  const [again, ...more] = server.take();
  assert.deepEqual([again.text, more.length], ['short', 0]);
  server.tells({ type: 'ok', ref: again.ref, seq: 1, id: 'x' });
  await short;
  end();
});

test('who was too slow comes back to where the hole begins', () => {
  const { server, client, texts, end } = chat();
  client.join('tea');
  server.tells({ type: 'welcome', name: 'guest-1' }, { type: 'joined', room: 'tea', members: [], count: 1, epoch: 'e1', seq: 3 },
    message(4, 'four'), { type: 'missed', count: 5 });
  const late = server.last;
  assert.equal(late.isOpen, false);
  server.tells(message(10, 'ten'));
  mock.timers.tick(500);
  server.take();
  server.tells({ type: 'welcome', name: 'guest-2' });
  assert.deepEqual(server.take(), [{ type: 'join', room: 'tea', epoch: 'e1', after: 4 }]);
  assert.deepEqual(texts, ['four']);
  end();
});

test('a listener that throws costs nobody anything', () => {
  const { server, client, texts, end } = chat();
  const faults = [];
  mock.method(globalThis, 'queueMicrotask', (act) => { try { act(); } catch (fault) { faults.push(fault.message); } });
  client.on('message', () => { throw new Error('mine'); });
  client.join('tea', { epoch: 'e1', seq: 0 });
  server.tells({ type: 'welcome', name: 'guest-1' }, { type: 'history', room: 'tea', messages: [message(1, 'one'), message(2, 'two')], more: false });
  assert.deepEqual(texts, ['one', 'two']);
  assert.deepEqual(faults, ['mine', 'mine']);
  mock.restoreAll();
  end();
});

test('nothing is said to a chat that was closed', async () => {
  const { client, end } = chat();
  end();
  await assert.rejects(client.say('tea', 'late'), /closed/);
});
