import { Timeline } from './timeline.js';

const TYPING_LASTS = 6000, MOST_NAMES = 50;

const sorted = (names) => [...new Set(names)].sort((one, other) => one.localeCompare(other));

/** What is known of one room, or of what two people say to each other (`@bob`). */
export class Room {
  timeline = new Timeline();
  members = [];
  count = 0;
  away = new Set();
  topic = '';
  /** What stands in it; null for who may not know. */
  rules = null;
  epoch = undefined;
  isIn = false;
  isLoaded = false;
  /** Why one is not in it. */
  problem = '';
  /** The number up to which it was read; what is unread since; where the line of new messages is. */
  read = undefined;
  unread = 0;
  mentions = 0;
  newFrom = undefined;
  draft = '';
  replyTo = null;
  editing = null;
  /** What was being written before an edit. */
  before = '';
  /** Between people of whom one has no account. */
  isAlone = false;
  marking = 0;
  /** What was said and is not kept yet. */
  pending = [];
  #typing = new Map();

  constructor(name) {
    this.name = name;
  }

  get isDirect() {
    return this.name.startsWith('@');
  }

  enter({ members, count, away = [], topic = '', epoch, seq }) {
    this.are({ members, count, away });
    this.topic = topic;
    this.epoch = epoch;
    this.isIn = true;
    this.problem = '';
    this.timeline.last = Math.max(this.timeline.last, seq);
    this.read ??= seq;
  }

  /** Who is in it: of many not all. */
  are({ members, count, away = [] }) {
    this.count = count;
    this.members = sorted(members);
    this.away = new Set(away);
  }

  /** Somebody came or went, as part of the last line if that says the same. */
  passBy(name, came, at) {
    this.members = this.members.filter((member) => member !== name);
    if (came) this.members = sorted([...this.members, name]);
    this.count += came ? 1 : -1;
    this.#typing.delete(name);
    const last = this.timeline.rows.at(-1);
    if (last?.type !== 'passing' || last.names.size >= MOST_NAMES) {
      this.timeline.note({ type: 'passing', key: `passing ${at} ${name}`, time: at, names: new Map([[name, came]]) });
      return;
    }
    const names = new Map(last.names);
    // Who comes and goes within a line has done nothing.
    if (names.has(name) && names.get(name) !== came) names.delete(name);
    else names.set(name, came);
    this.timeline.replace(last, { names });
  }

  crowd({ joined, left }, at) {
    this.count += joined - left;
    this.timeline.note({ type: 'crowd', key: `crowd ${at} ${this.count}`, joined, left });
  }

  rename(from, to) {
    if (!this.members.includes(from)) return;
    this.members = sorted(this.members.map((name) => (name === from ? to : name)));
    if (this.away.delete(from)) this.away.add(to);
    this.#typing.delete(from);
  }

  types(name, now) {
    this.#typing.set(name, now + TYPING_LASTS);
  }

  typesNoLonger(name) {
    this.#typing.delete(name);
  }

  typing(now) {
    for (const [name, until] of this.#typing) if (until <= now) this.#typing.delete(name);
    return [...this.#typing.keys()];
  }

  roleOf(name) {
    return this.rules?.findLast((act) => act.act === 'role' && act.whom === name)?.value ?? 'none';
  }
}
