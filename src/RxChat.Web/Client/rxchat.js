/**
 * A chat over one WebSocket that comes back by itself: rooms are heard without gap or double over as many connections as it takes, and
 * what is said is said once. No dependency; types are in rxchat.d.ts, the objects in docs/protocol.md.
 */

const FIRST_WAIT = 500, LONGEST_WAIT = 30_000, LASTED = 10_000, SILENCE = 30_000, PATIENCE = 10_000, NAME_AGAIN = 5000, TOO_BIG = 1009;

// Who one is may be had later.
const AGAIN = new Set(['name_taken', 'busy', 'accounts_unavailable']);

// The server has one spelling of a room, and answers by it.
const spelled = (room) => room.normalize('NFKC').toLowerCase();

// Where a page is no secure context there is no randomUUID.
const unique = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');

/** A no of the server, by its code. */
export class Refused extends Error {
  constructor({ code, message, ...rest }) {
    super(message);
    this.name = 'Refused';
    this.code = code;
    Object.assign(this, rest);
  }
}

export class RxChat {
  #options; #socket = null; #timer = 0; #watch = 0; #naming = 0; #failures = 0; #closed = false; #isSilent = false; #since = null;
  #listeners = new Map(); #rooms = new Map(); #asked = new Map(); #lastRef = 0;
  #wake = () => { if (!this.connected && !this.#closed && this.#timer) this.#connect(); };

  /** What one is called; empty before the first welcome. */
  name = '';

  /** Whether what is said now goes out at once. */
  connected = false;

  constructor(url = '/ws', options = {}) {
    this.#options = { WebSocket: globalThis.WebSocket, random: Math.random, ...options };
    this.url = new URL(url, globalThis.location?.href);
    this.url.protocol = this.url.protocol.replace('http', 'ws');
    globalThis.addEventListener?.('online', this.#wake);
    this.#connect();
  }

  /** Calls back with each object of a type, `state` or `*`; returns what ends that. */
  on(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, new Set());
    this.#listeners.get(type).add(listener);
    return () => this.#listeners.get(type)?.delete(listener);
  }

  /** Hears a room from now on, or from a position on: what is missed on the way comes as if it had not been. */
  join(room, { epoch, seq } = {}) {
    const known = this.#rooms.get(spelled(room)), heard = known && seq === undefined ? known : { room, epoch, seq };
    this.#rooms.set(spelled(room), heard);
    if (this.connected) this.#enter(heard);
  }

  leave(room) {
    // What two say to each other is never left, only listened to no longer.
    if (this.#rooms.delete(spelled(room)) && this.connected && !room.startsWith('@')) this.#send({ type: 'leave', room });
  }

  /** Says something once, however often the connection breaks; the answer has its number and id. */
  say(room, text, more = {}) {
    // Between two people nothing has a key: whether it was heard when the connection broke, nobody knows.
    const key = room.startsWith('@') ? undefined : unique();
    return this.#ask({ type: 'say', room, text: text.toWellFormed?.() ?? text, key, ...more }, key !== undefined);
  }

  /** Asks anything; the answer is what came with its ref, or the ok. */
  ask(request) {
    return this.#ask(request, false);
  }

  /** Logs in, or takes a name, now and after each break. */
  be({ name, password, token }) {
    Object.assign(this.#options, { name, password, token });
    clearTimeout(this.#naming);
    return this.connected ? this.#introduce() : Promise.resolve();
  }

  /** From the next connection on, is who asked for a token. */
  comeBackBy(token) {
    Object.assign(this.#options, { name: undefined, password: undefined, token });
  }

  close() {
    this.#closed = true;
    globalThis.removeEventListener?.('online', this.#wake);
    for (const timer of [this.#timer, this.#watch, this.#naming]) clearTimeout(timer);
    this.#socket?.close(1000);
    this.#rejectAll(new Error('the chat was closed'));
    this.#state(false);
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const socket = new this.#options.WebSocket(this.url, 'rxchat.v1');
    this.#socket = socket;
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code, reason }) => {
      if (socket !== this.#socket) return;
      // What is too long for the server stays so.
      if (code === TOO_BIG) this.#rejectLongest();
      this.#lost(reason || 'the connection was lost');
    };
    // Which a close follows, but not everywhere where there was no connection.
    socket.onerror = () => socket === this.#socket && this.#lost('the connection was lost, or could not be made');
    this.#isSilent = false;
    this.#look(SILENCE);
  }

  #lost(why) {
    clearTimeout(this.#watch);
    clearTimeout(this.#naming);
    if (this.#since !== null && Date.now() - this.#since > LASTED) this.#failures = 0;
    this.#socket = null;
    this.#since = null;
    if (this.#closed) return;
    for (const [ref, { again, reject }] of this.#asked) {
      if (again) continue;
      this.#asked.delete(ref);
      reject(new Error(why));
    }
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    const wait = this.#options.random() * longest;
    this.#timer = setTimeout(() => this.#connect(), wait);
    this.#state(false, why, wait);
  }

  // Pings of the server are not seen here: who says nothing for long is asked, and given up.
  #look(wait, asked = false) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      const isSilent = this.#isSilent;
      this.#isSilent = true;
      if (!isSilent) return this.#look(SILENCE);
      if (asked || this.#since === null) return this.#drop('nothing came from the server');
      this.#send({ type: 'ping' });
      this.#look(PATIENCE, true);
    }, wait);
  }

  #drop(why) {
    const socket = this.#socket;
    this.#lost(why);
    socket.close();
  }

  #rejectAll(error) {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }

  #rejectLongest() {
    const [ref, { reject }] = [...this.#asked].reduce((one, other) => (other[1].text.length > one[1].text.length ? other : one), ['', { text: '' }]);
    if (!this.#asked.delete(ref)) return;
    reject(new Refused({ code: 'frame_too_long', message: 'it is longer than the server allows' }));
  }

  #state(connected, why, wait) {
    this.connected = connected;
    this.#tell('state', { type: 'state', connected, name: this.name, why, wait });
  }

  #tell(type, object) {
    for (const each of [type, '*']) {
      for (const listener of this.#listeners.get(each) ?? []) {
        // A listener's fault is its own: what comes next is heard.
        try { listener(object); } catch (fault) { queueMicrotask(() => { throw fault; }); }
      }
    }
  }

  #send(object) {
    this.#socket.send(JSON.stringify(object));
  }

  #ask(request, again, isReady = this.connected) {
    const ref = `${++this.#lastRef}`;
    return new Promise((resolve, reject) => {
      const text = JSON.stringify({ ...request, ref });
      if (this.#closed || (!isReady && !again)) return reject(new Error(this.#closed ? 'the chat was closed' : 'there is no connection'));
      this.#asked.set(ref, { text, again, resolve, reject });
      if (isReady) this.#socket.send(text);
    });
  }

  // Who one is comes before what one says; until a name that may be had is had, one is a guest, and with a password nobody.
  async #greet(socket) {
    try {
      await this.#introduce();
    } catch (error) {
      if (socket !== this.#socket) return;
      const isSecret = this.#options.password || this.#options.token;
      if (AGAIN.has(error.code)) {
        this.#naming = setTimeout(() => this.#greet(socket), NAME_AGAIN);
        if (isSecret) return;
      } else {
        // What somebody waited to say is not said by a guest.
        if (isSecret) this.#rejectAll(error);
        this.#tell('error', { type: 'error', code: error.code, message: error.message });
      }
    }
    if (socket === this.#socket && !this.connected) this.#begin();
  }

  #begin() {
    this.connected = true;
    for (const heard of this.#rooms.values()) this.#enter(heard);
    for (const { text, again } of this.#asked.values()) if (again) this.#socket.send(text);
    this.#state(true);
  }

  #introduce() {
    const { name, password, token } = this.#options;
    const is = token ? { type: 'login', token } : password ? { type: 'login', name, password } : { type: 'name', name };
    return this.#ask(is, false, true);
  }

  #enter(heard) {
    heard.isIn = false;
    this.#send({ type: 'join', room: heard.room, epoch: heard.epoch, after: heard.seq, ref: heard.ref = `j${++this.#lastRef}` });
  }

  #hear(object) {
    this.#isSilent = false;
    const { type, ref, room } = object, asked = ref !== undefined && this.#asked.get(ref);
    // What answers the join of somebody who has left meanwhile is not for who has come since.
    if (ref?.[0] === 'j' && (type === 'ok' || room && this.#rooms.get(spelled(room))?.ref !== ref)) return;
    if (asked) {
      // An answer may come before the ok, and more that is told as anything else.
      if (type === 'ok' || type === 'error') {
        this.#asked.delete(ref);
        if (type === 'error') asked.reject(new Refused(object));
        else asked.resolve(asked.answer ?? object);
        return;
      }
      if (!asked.answer) {
        asked.answer = object;
        return;
      }
    }
    switch (type) {
      case 'welcome':
        this.name = object.name;
        this.#since = Date.now();
        if (this.#options.name || this.#options.token) this.#greet(this.#socket);
        else this.#begin();
        break;
      case 'login':
        this.name = object.name;
        break;
      case 'logout':
        this.name = object.name;
        this.#options.password = this.#options.token = undefined;
        break;
      case 'renamed':
        if (object.from === this.name) this.name = object.to;
        break;
      case 'history':
        for (const entry of object.messages) this.#entry(entry, true);
        return;
      case 'missed':
        // Who read too slowly has a hole before what comes next, and comes back to where it begins.
        if (object.room === undefined) return this.#drop('something was missed');
        break;
    }
    this.#entry(object);
  }

  // Each number of a room once, in order: before one is in, what was missed comes in pages, and nothing else says how far one is.
  #entry(object, isMissed = false) {
    const { type, room, seq, epoch } = object, heard = room !== undefined && this.#rooms.get(spelled(room));
    if (heard && seq !== undefined && type !== 'read') {
      if (epoch !== undefined) Object.assign(heard, { epoch, isIn: true });
      else if (type !== 'rewound' && seq <= heard.seq) return;
      if (heard.isIn || isMissed || type === 'rewound') heard.seq = seq;
      // What is told to one who was put out leaves a hole before it, which the next join fills.
      if (!isMissed && object.whom === this.name && ['kick', 'ban'].includes(object.act)) heard.isIn = false;
    }
    this.#tell(type, object);
  }
}
