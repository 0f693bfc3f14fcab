const MOST_POINTS = 120, MOST_MESSAGES = 20;

/** A question that stays, and what became of it. */
export class LiveQuery {
  number = undefined;
  problem = '';
  /** Of windows: when each was over, and how many there were. */
  points = [];
  rows = [];
  others = 0;
  messages = [];
  quiet = undefined;

  constructor(q) {
    this.q = q;
  }

  hear({ at, since, count, rows = [], others = 0, messages = [], quiet }) {
    if (quiet !== undefined) this.quiet = { isQuiet: quiet, since };
    if (messages.length > 0) this.messages = [...messages, ...this.messages].slice(0, MOST_MESSAGES);
    if (count === undefined) return;
    this.points = [...this.points.filter((point) => point.at !== at), { at, since, count }].slice(-MOST_POINTS);
    Object.assign(this, { rows, others });
  }
}

/** Those that somebody keeps, under the numbers that they have over this connection. */
export class Queries {
  list = [];
  #early = new Map();

  constructor(saved) {
    this.list = saved.map((q) => new LiveQuery(q));
  }

  get saved() {
    return this.list.map(({ q }) => q);
  }

  /** Numbers are of a connection. */
  disconnected() {
    this.#early.clear();
    for (const query of this.list) query.number = undefined;
  }

  begun(query, { query: number, q }) {
    Object.assign(query, { number, q, problem: '' });
    for (const result of this.#early.get(number) ?? []) query.hear(result);
    this.#early.delete(number);
  }

  hear(told) {
    const query = this.list.find(({ number }) => number === told.query);
    if (told.type === 'ended') {
      if (query && told.message) Object.assign(query, { number: undefined, problem: told.message });
    } else if (query) query.hear(told);
    // Before the answer that has its number.
    else this.#early.set(told.query, [...(this.#early.get(told.query) ?? []), told]);
  }
}
