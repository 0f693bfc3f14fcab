import { Room } from './room.js';

const spelled = (name) => name.normalize('NFKC').toLowerCase();

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Who is meant by a text: the name as a word of its own, whatever its case. */
export function mentions(text, name) {
  return name !== '' && new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_.-])${escaped(name)}(?![\\p{L}\\p{M}\\p{N}_-])`, 'iu').test(text);
}

/** All that the page knows, as the fold of what the server says; draws nothing and asks nothing. */
export class Store {
  rooms = new Map();
  me = '';
  isLoggedIn = false;
  isOperator = false;
  ignored = new Set();
  isConnected = false;
  wasConnected = false;
  nextTry = 0;
  why = '';

  /** The room by its name, which is there from then on. */
  room(name) {
    const key = spelled(name);
    if (!this.rooms.has(key)) this.rooms.set(key, new Room(name));
    return this.rooms.get(key);
  }

  find(name) {
    return this.rooms.get(spelled(name));
  }

  forget(name) {
    this.rooms.delete(spelled(name));
  }

  get isModeratorOf() {
    return (room) => this.isOperator || room.rules !== null;
  }

  get isOwnerOf() {
    return (room) => this.isOperator || (room.rules !== null && room.roleOf(this.me) === 'owner');
  }

  isMine(row) {
    return row.from === this.me && !row.bot;
  }

  /** Takes what the server says; returns the room in which somebody else said something new, if so. */
  hear(told, now) {
    const room = told.room === undefined ? undefined
      // Who left a room still hears what was on the way; what is said to one alone begins a room.
      : this.find(told.room) ?? (told.type === 'message' && told.room.startsWith('@') ? this.room(told.room) : undefined);
    switch (told.type) {
      case 'state':
        this.isConnected = told.connected;
        this.wasConnected ||= told.connected;
        this.me = told.name;
        this.why = told.why ?? '';
        this.nextTry = now + (told.wait ?? 0);
        return;
      case 'welcome':
        this.isLoggedIn = this.isOperator = false;
        this.ignored = new Set();
        return;
      case 'login':
        this.me = told.name;
        this.isLoggedIn = !told.name.startsWith('guest-');
        this.isOperator = told.operator === true;
        this.ignored = new Set(told.ignored);
        return;
      case 'logout':
        this.me = told.name;
        this.isLoggedIn = this.isOperator = false;
        return;
      case 'renamed':
        if (told.from === this.me) this.me = told.to;
        for (const each of told.room === undefined ? this.rooms.values() : [room]) each?.rename(told.from, told.to);
        return;
      case 'ignored':
        if (told.off) this.ignored.delete(told.name);
        else this.ignored.add(told.name);
        return;
      case 'message':
        return room && this.#said(room, told, now);
      case 'edited':
      case 'removed':
      case 'reacted':
        room?.timeline.live(told);
        return;
      case 'topic':
        if (!room) return;
        room.topic = told.text;
        if (told.seq !== undefined) room.timeline.live(told);
        return;
      case 'moderated':
        room?.timeline.live(told);
        if (room && told.whom === this.me && ['kick', 'ban'].includes(told.act)) {
          room.isIn = false;
          room.problem = `${told.from} ${told.act === 'ban' ? 'banned' : 'removed'} you from here${told.reason ? `: ${told.reason}` : ''}`;
        }
        return;
      case 'joined':
        if (told.members !== undefined) room?.enter(told);
        else if (told.name !== this.me) room?.passBy(told.name, true, now);
        return;
      case 'left':
        if (told.name === this.me && room) room.isIn = false;
        else room?.passBy(told.name, false, now);
        return;
      case 'presence':
        for (const each of room ? [room] : this.rooms.values()) this.#present(each, told, now);
        return;
      case 'typing':
        if (told.name !== this.me && !this.ignored.has(told.name)) room?.types(told.name, now);
        return;
      case 'rewound':
        room?.timeline.rewind(told.seq);
        return;
      case 'read':
        if (room) this.read(room, told.seq);
        return;
    }
  }

  /** Somebody has read up to a number, here or elsewhere. */
  read(room, seq) {
    room.read = Math.max(room.read ?? 0, seq);
    if (room.read < room.timeline.last) return;
    room.unread = room.mentions = 0;
  }

  #said(room, told, now) {
    const isOther = told.from !== this.me || told.bot;
    room.typesNoLonger(told.from);
    if (told.key !== undefined) room.pending = room.pending.filter((said) => said.key !== told.key);
    if (told.seq === undefined) {
      // Between people of whom one has no account: nobody keeps it.
      room.timeline.note({ ...told, key: `alone ${now} ${room.timeline.rows.length}`, at: new Date(now).toISOString(), time: now });
      room.isIn = true;
    } else room.timeline.live(told);
    if (!isOther || this.ignored.has(told.from)) return;
    room.unread++;
    if (room.isDirect || mentions(told.text, this.me)) room.mentions++;
    return room;
  }

  #present(room, told, now) {
    if (told.joined !== undefined) room.crowd(told, now);
    else if (told.state === 'away') room.away.add(told.name);
    else room.away.delete(told.name);
  }
}
