import { RxChat } from '../../Client/rxchat.js';
import * as kept from './kept.js';
import { Store } from './model/store.js';
import { LiveQuery, Queries } from './model/queries.js';
import { Reading } from './reading.js';
import { runLine } from './commands.js';

const READ_WAITS = 300, TYPING_AGAIN = 3000, TOAST_LASTS = 6000, WHO_WAITS = 5000;

// So many of the page's letters beside each other leave room for who is there.
const isWide = () => innerWidth >= 75 * parseFloat(getComputedStyle(document.documentElement).fontSize);

const unique = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');

/** What a person does and sees: asks the chat, keeps what it says, and tells what draws it that something is new. */
export class App {
  store = new Store();
  ui = { current: 'lobby', panel: isWide() ? 'members' : '', dialog: null, isDrawerOpen: false, found: null, toast: null, target: { isEnd: true } };
  reading = new Reading((request) => this.chat.ask(request), () => this.changed());
  queries = new Queries(kept.queries.get());
  #listeners = new Set();
  #typedAt = 0;
  #account = undefined;
  #joining = null;
  /** Done when it is known where one stopped reading. */
  #unread = Promise.resolve();
  #isAtEnd = true;
  #wasAway = false;

  constructor(chat = new RxChat('/ws', { token: kept.token.get() })) {
    this.chat = chat;
    for (const name of kept.rooms.get()) {
      const room = this.#known(name);
      room.read = kept.reads.get()[name]?.seq;
      chat.join(name);
    }
    for (const said of kept.outbox.get()) this.#send(this.#known(said.room), { ...said, problem: undefined });
    chat.on('*', (told) => this.#hear(told));
  }

  /** Calls back after each change; with what was heard, and the room if somebody else said it there. */
  on(listener) {
    this.#listeners.add(listener);
  }

  changed(news) {
    for (const listener of this.#listeners) listener(news);
  }

  get room() {
    return this.store.room(this.ui.current);
  }

  /** Shows a room, at a number if one is given; comes in if one is not there. */
  go(name, seq, isThere = false) {
    const isNew = !this.store.find(name), room = this.#known(name), isOther = this.ui.current !== room.name;
    if (isOther) Object.assign(this.ui, { current: room.name, isDrawerOpen: false, found: null });
    if (isOther || seq !== undefined) {
      this.ui.target = seq === undefined ? { isEnd: true } : { seq };
      room.newFrom = room.unread > 0 && room.read !== undefined ? room.read + 1 : undefined;
    }
    if (room.isLoaded && isOther && seq === undefined) this.#resume(room);
    const hash = `#${encodeURIComponent(room.name)}${seq === undefined ? '' : `/${seq}`}`;
    if (location.hash !== hash) history[isThere ? 'replaceState' : 'pushState'](null, '', hash);
    if (isNew || room.problem) this.#join(room);
    else if (room.isIn && (!room.isLoaded || seq !== undefined)) this.#open(room, seq);
    this.#keepRooms();
    this.changed();
  }

  /** Goes to where one stopped reading, or to the end. */
  #resume(room) {
    if (!room.timeline.isLive || room.newFrom < room.timeline.start) this.#open(room);
    else if (room.newFrom !== undefined) this.ui.target = { seq: room.newFrom, isNew: true };
  }

  leave(room) {
    this.chat.leave(room.name);
    this.store.forget(room.name);
    if (this.ui.current === room.name) this.go([...this.store.rooms.values()][0]?.name ?? 'lobby');
    this.#keepRooms();
    this.changed();
  }

  /** What was typed: a command, a change of an earlier message, an answer or a message. */
  enter(room, line) {
    const { text, isWrong } = runLine(this, room, line);
    if (isWrong) return false;
    const { editing } = room;
    if (text !== null && !editing) this.say(room, text, room.replyTo?.id);
    room.editing = room.replyTo = null;
    this.draft(room, editing ? room.before : '');
    if (text !== null && editing) this.#edit(room, editing, text);
    this.#typedAt = 0;
    return true;
  }

  say(room, text, to) {
    this.#send(room, { key: unique(), room: room.name, text, to, at: new Date().toISOString() });
    this.toEnd();
  }

  again(room, said) {
    this.discard(room, said);
    this.#send(room, { ...said, problem: undefined });
  }

  discard(room, said) {
    room.pending = room.pending.filter((other) => other.key !== said.key);
    this.#keepOutbox();
    this.changed();
  }

  // What is not taken is not lost.
  async #edit(room, row, text) {
    if (await this.ask({ type: 'edit', room: room.name, id: row.id, text }) || room.draft !== '') return;
    room.editing = row;
    this.draft(room, text);
    this.changed();
  }

  remove(room, row) {
    return this.ask({ type: 'remove', room: room.name, id: row.id });
  }

  react(room, row, emoji) {
    const off = row.reactions.get(emoji)?.includes(this.store.me) || undefined;
    return this.ask({ type: 'react', room: room.name, id: row.id, emoji, off });
  }

  async moderate(room, act) {
    if (await this.ask({ type: 'moderate', room: room.name, ...act })) this.#askRules(room);
  }

  async ignore(name, isOn) {
    if (!(await this.ask({ type: 'ignore', name, off: isOn ? undefined : true }))) return;
    this.toast(isOn ? `You no longer see what ${name} says.` : `You see again what ${name} says.`);
  }

  async search(room, words, before) {
    this.ui.panel = 'search';
    this.ui.found = { words, messages: before ? this.ui.found.messages : [], more: false, isBusy: words !== '' };
    this.changed();
    if (!words) return;
    const page = await this.ask({ type: 'search', room: room.name, words, before }), { found } = this.ui;
    if (found?.words !== words) return;
    this.ui.found = { words, messages: [...found.messages, ...(page?.messages ?? []).reverse()], more: page?.more ?? false, isBusy: false };
    this.changed();
  }

  /** Asks what stays asked, from then on whenever the page is open; a no stays where it was written. */
  async addQuery(field) {
    const query = new LiveQuery(field.value.trim());
    this.queries.list.unshift(query);
    await this.#askQuery(query);
    const isKnown = this.queries.list.some((other) => other !== query && other.q === query.q);
    if (query.number === undefined || isKnown) {
      if (query.problem) this.toast(query.problem);
      this.queries.list.splice(this.queries.list.indexOf(query), 1);
    } else field.value = '';
    kept.queries.set(this.queries.saved);
    this.changed();
  }

  removeQuery(query) {
    this.queries.list.splice(this.queries.list.indexOf(query), 1);
    kept.queries.set(this.queries.saved);
    if (query.number !== undefined) this.ask({ type: 'unquery', query: query.number });
    this.changed();
  }

  beAway(text) {
    this.#wasAway = true;
    return this.ask({ type: 'away', text: text || undefined });
  }

  beHere() {
    this.#wasAway = false;
    return this.ask({ type: 'back' });
  }

  get isAway() {
    return this.#wasAway;
  }

  /** Who is on the server, by the rooms one may see. */
  async directory() {
    return (await this.ask({ type: 'rooms' }))?.rooms ?? [];
  }

  async login(name, password) {
    if (!this.chat.connected) throw new Error('there is no connection');
    try {
      await this.chat.be({ name, password, token: undefined });
    } catch (error) {
      this.chat.comeBackBy(kept.token.get());
      throw error;
    }
    // If there is none in time, one is asked for with the next connection.
    kept.token.set(null);
    await this.#keepToken();
  }

  async password(old, password) {
    await this.chat.ask({ type: 'password', old, password });
    // Those of before are void.
    await this.#keepToken();
  }

  async register(name, password) {
    await this.chat.ask({ type: 'register', name, password });
    kept.token.set(null);
    await this.#keepToken();
  }

  logout() {
    return this.ask({ type: 'logout' });
  }

  draft(room, text) {
    room.draft = text;
    if (room.editing) return;
    // Other tabs have theirs.
    const drafts = new Map(kept.drafts.get());
    if (text) drafts.set(room.name, text);
    else drafts.delete(room.name);
    kept.drafts.set([...drafts]);
  }

  typed(room, now = Date.now()) {
    if (!this.chat.connected || !room.isIn || now - this.#typedAt < TYPING_AGAIN) return;
    this.#typedAt = now;
    this.chat.ask({ type: 'typing', room: room.name }).catch(() => { });
  }

  /** Whether the end of the room is in sight; what is there is read then. */
  seen(isAtEnd) {
    this.#isAtEnd = isAtEnd;
    const { room } = this;
    if (!isAtEnd || document.hidden || !document.hasFocus() || !room.timeline.isLive || !room.isLoaded) return;
    if (room.read >= room.timeline.last && room.unread === 0) return;
    this.store.read(room, room.timeline.last);
    clearTimeout(room.marking);
    room.marking = setTimeout(() => this.#keepRead(room), READ_WAITS);
    this.changed();
  }

  get isAtEnd() {
    return this.#isAtEnd;
  }

  toEnd() {
    this.ui.target = { isEnd: true };
    if (this.room.timeline.isLive) this.changed();
    else if (this.room.isLoaded) this.#open(this.room, undefined, true);
  }

  /** Nothing is new any more, wherever one is. */
  allRead() {
    this.room.newFrom = undefined;
    this.toEnd();
  }

  reply(row) {
    Object.assign(this.room, { replyTo: row, editing: null });
    this.#write();
  }

  beginEdit(row) {
    if (!this.room.editing) this.room.before = this.room.draft;
    Object.assign(this.room, { replyTo: null, editing: row });
    this.draft(this.room, row.text);
    this.#write();
  }

  cancel() {
    const { editing, before } = this.room;
    Object.assign(this.room, { replyTo: null, editing: null });
    if (editing) this.draft(this.room, before);
    this.#write();
  }

  async copyLink(row) {
    const link = new URL(`#${encodeURIComponent(this.room.name)}/${row.seq}`, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      this.toast('The link is copied.');
    } catch {
      this.toast(link);
    }
  }

  async showOriginal(row) {
    const said = await this.ask({ type: 'original', room: this.room.name, id: row.id });
    if (said) this.show({ name: 'original', said });
  }

  /** Goes to a message that is replied to. */
  toMessage(id) {
    const row = this.room.timeline.find(id);
    if (row) this.go(this.room.name, row.seq);
    else this.toast('That message is further back.');
  }

  drawer(isOpen) {
    this.ui.isDrawerOpen = isOpen;
    this.changed();
  }

  panel(name) {
    this.ui.panel = this.ui.panel === name ? '' : name;
    this.ui.isDrawerOpen = false;
    this.changed();
  }

  close() {
    this.show(null);
  }

  /** The browser closed what was asked. */
  closed() {
    if (this.ui.dialog) this.close();
  }

  theme(name = kept.theme.get()) {
    kept.theme.set(name);
    document.documentElement.dataset.theme = name;
    this.changed();
  }

  async notifies(box) {
    const isWanted = box.checked, given = isWanted ? await globalThis.Notification?.requestPermission() : 'granted';
    kept.notifies.set(isWanted && given === 'granted');
    if (isWanted && given !== 'granted') this.toast('The browser does not allow it; its settings of this page say so.');
    this.changed();
  }

  show(dialog) {
    this.ui.dialog = dialog;
    this.changed();
  }

  toast(text) {
    const toast = { text };
    this.ui.toast = toast;
    setTimeout(() => {
      if (this.ui.toast !== toast) return;
      this.ui.toast = null;
      this.changed();
    }, TOAST_LASTS);
    this.changed();
  }

  /** Asks; a no is shown, and is undefined. */
  async ask(request) {
    try {
      return await this.chat.ask(request);
    } catch (error) {
      this.toast(error.message);
      return undefined;
    }
  }

  #hear(told) {
    const inRoom = this.store.hear(told, Date.now());
    if (inRoom === this.room && this.#isAtEnd && this.ui.target.isReached) this.seen(true);
    if (inRoom?.unread === 1 && inRoom === this.room) inRoom.newFrom = told.seq;
    switch (told.type) {
      case 'state':
        if (told.connected) this.#begin();
        else this.queries.disconnected();
        break;
      case 'result':
      case 'ended':
        this.queries.hear(told);
        break;
      case 'joined':
        if (told.members !== undefined) this.#came(this.store.room(told.room));
        break;
      case 'login':
        if (this.#account !== undefined && this.#account !== told.name) this.#forgetMe();
        this.#account = told.name;
        // Rooms that a guest may not come into.
        if (this.chat.connected) for (const room of this.store.rooms.values()) if (!room.isIn && !room.isDirect) this.#join(room);
        this.#begin();
        break;
      case 'logout':
        this.#forgetMe();
        this.#account = undefined;
        kept.token.set(null);
        this.#keepToken();
        break;
      case 'renamed':
        if (told.to !== this.store.me || this.store.isLoggedIn || told.to.startsWith('guest-') || kept.named.get() === told.to) break;
        kept.named.set(told.to);
        this.#keepToken();
        break;
      case 'error':
        this.#refused(told);
        break;
      case 'notice':
        this.toast(told.text);
        break;
      case 'read':
        this.#askUnread();
        break;
      case 'presence':
        if (told.joined !== undefined) this.#askWho(this.store.find(told.room));
        break;
      case 'moderated': {
        const room = this.store.find(told.room);
        if (room && told.act === 'role' && told.whom === this.store.me) this.#askRules(room);
        else if (room?.rules) room.rules = [...room.rules, told];
        break;
      }
    }
    this.changed({ room: inRoom, message: told });
  }

  #begin() {
    for (const room of this.store.rooms.values()) if (room.isDirect) this.#join(room);
    if (!kept.token.get()) this.#keepToken();
    this.#unread = this.#askUnread();
    for (const query of this.queries.list) if (query.number === undefined) this.#askQuery(query);
  }

  // The room of a name, with what was begun to be written there.
  #known(name) {
    const isNew = !this.store.find(name), room = this.store.room(name);
    if (isNew) room.draft = new Map(kept.drafts.get()).get(room.name) ?? '';
    return room;
  }

  #join(room) {
    room.problem = '';
    this.#joining = room;
    if (room.isDirect && !this.store.isLoggedIn) return this.#beAlone(room);
    // What was said without an account is in no history.
    if (room.isDirect && (room.isAlone || !room.isIn)) room.isAlone = room.isLoaded = false;
    this.chat.join(room.name);
  }

  // Who has no account is told what is said to them, and nothing of it is kept.
  #beAlone(room) {
    room.isAlone = room.isIn = room.isLoaded = true;
  }

  // Who comes after one in this tab sees nothing that was one's own.
  #forgetMe() {
    const isAlone = this.room.isDirect;
    for (const room of [...this.store.rooms.values()]) {
      Object.assign(room, { read: undefined, unread: 0, mentions: 0, rules: null, newFrom: undefined, draft: '', pending: [], editing: null, replyTo: null });
      if (!room.isDirect) continue;
      this.chat.leave(room.name);
      this.store.forget(room.name);
    }
    kept.drafts.set(null);
    kept.outbox.set(null);
    if (isAlone) this.go('lobby');
  }

  async #came(room) {
    if (!room.isDirect) this.#askRules(room);
    await this.#unread;
    if (!this.store.isLoggedIn && room.unread === 0 && room.read < room.timeline.last) {
      room.unread = room.timeline.last - room.read;
      room.newFrom = room.read + 1;
    }
    if (room === this.room && !room.isLoaded) this.#open(room, this.ui.target.seq);
    this.changed();
  }

  #write() {
    this.changed();
    requestAnimationFrame(() => {
      const area = document.querySelector('.composer textarea');
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    });
  }

  async #open(room, seq, isEnd = false) {
    const from = isEnd ? undefined : seq ?? (room.unread > 0 && room.read < room.timeline.last ? room.read : undefined);
    if (room === this.room && seq === undefined) this.ui.target = from === undefined ? { isEnd: true } : { seq: from + 1, isNew: true };
    if (seq === undefined && from !== undefined) room.newFrom = from + 1;
    await this.reading.open(room, from);
  }

  async #send(room, said) {
    room.pending = [...room.pending, said];
    this.#keepOutbox();
    this.changed();
    try {
      await this.chat.say(said.room, said.text, { to: said.to, ...(room.isDirect ? {} : { key: said.key }) });
      room.pending = room.pending.filter((other) => other.key !== said.key);
    } catch (error) {
      room.pending = room.pending.map((other) => (other.key === said.key ? { ...other, problem: error.message, isRefused: error.code !== undefined } : other));
    }
    this.#keepOutbox();
    this.changed();
  }

  #refused({ code, message, room: name, name: person }) {
    const room = name === undefined ? undefined : this.store.find(name);
    const alone = code === 'no_such_person' && this.store.find(`@${person}`);
    if (alone) return this.#beAlone(alone);
    // What was left has been left.
    if (code === 'not_member' && !room) return;
    if ((code === 'invalid_name' || code === 'too_many_rooms') && this.#joining && !this.#joining.isIn) this.leave(this.#joining);
    if (room) room.problem = message;
    if (code === 'login_required') this.show({ name: 'account', why: message });
    else if (code === 'wrong_password' && kept.token.get()) kept.token.set(null);
    else if (!room) this.toast(message);
  }

  async #keepToken() {
    const answer = await this.chat.ask({ type: 'token' }).catch(() => undefined);
    if (!answer) return;
    kept.token.set(answer.token);
    this.chat.comeBackBy(answer.token);
  }

  async #askUnread() {
    if (!this.store.isLoggedIn) return;
    const answer = await this.chat.ask({ type: 'unread' }).catch(() => undefined);
    for (const { room: name, read, seq, unread, mentions } of answer?.rooms ?? []) {
      const isNew = !this.store.find(name);
      // One that was left meanwhile.
      if (isNew && !name.startsWith('@')) continue;
      const room = this.#known(name);
      // Of a room that one never was in nothing is new.
      if (read === 0 && !room.isDirect) room.read = seq;
      else Object.assign(room, { read, unread, mentions });
      room.timeline.last = Math.max(room.timeline.last, seq);
      if (isNew) this.#join(room);
    }
    this.changed();
  }

  async #askQuery(query) {
    try {
      this.queries.begun(query, await this.chat.ask({ type: 'query', q: query.q }));
    } catch (error) {
      query.problem = error.code === undefined ? '' : error.message;
    }
    this.changed();
  }

  async #askRules(room) {
    const answer = await this.chat.ask({ type: 'rules', room: room.name }).catch(() => undefined);
    room.rules = answer?.acts ?? null;
    this.changed();
  }

  // Of a crowd that comes and goes there are no names.
  #askWho(room) {
    room.asking ||= setTimeout(async () => {
      room.asking = 0;
      const answer = await this.chat.ask({ type: 'who', room: room.name }).catch(() => undefined);
      if (answer) room.are(answer);
      this.changed();
    }, WHO_WAITS);
  }

  #keepRead(room) {
    if (this.store.isLoggedIn && room.read) this.chat.ask({ type: 'read', room: room.name, seq: room.read }).catch(() => { });
    else if (!room.isDirect) kept.reads.set({ ...kept.reads.get(), [room.name]: { seq: room.read } });
  }

  #keepRooms() {
    kept.rooms.set([...this.store.rooms.values()].filter((room) => !room.isDirect).map(({ name }) => name));
  }

  #keepOutbox() {
    kept.outbox.set([...this.store.rooms.values()].flatMap(({ pending }) => pending).filter(({ isRefused }) => !isRefused));
  }
}
