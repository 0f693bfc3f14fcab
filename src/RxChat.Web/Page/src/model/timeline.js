/**
 * A window on what was said in one room: dense numbers from `start` to `end`, at most MOST rows, either end of which may
 * move. Rows are replaced, never changed, so that who draws them sees which are new.
 */
export const MOST = 240;

/** Messages of which it is known who reacted, also when they are out of the window. */
const MOST_REACTED = 2000;

const CHANGES = { edited, removed };

export class Timeline {
  rows = [];
  start = 1;
  end = 0;

  /** The last number that the room is known to have. */
  last = 0;

  #reactions = new Map();

  get isLive() {
    return this.end >= this.last;
  }

  get hasOlder() {
    return this.start > 1;
  }

  /** Begins anew with a page, around which there may be more. */
  open(messages, { start, end }) {
    this.rows = [];
    this.#put(messages, 0);
    this.start = start;
    this.end = end;
    this.last = Math.max(this.last, end);
  }

  /** What comes before the window; what no longer fits goes at its other end. */
  older(messages, hasMore) {
    // The window moved on meanwhile: what is next to it is asked for again.
    if (messages.length > 0 && messages.at(-1).seq >= this.start) return;
    if (messages.length > 0 && hasMore && messages.at(-1).seq < this.start - messages.length) return;
    this.#put(messages, 0);
    this.start = hasMore && messages.length > 0 ? messages[0].seq : 1;
    const dropped = this.rows.splice(MOST).find((row) => row.seq !== undefined);
    if (dropped) this.end = dropped.seq - 1;
  }

  newer(messages, hasMore) {
    this.#put(messages, this.rows.length);
    this.end = messages.at(-1)?.seq ?? this.end;
    // What retention took out is not waited for; what was heard since the page was written is.
    if (!hasMore && messages.length === 0) this.end = this.last;
    this.#trimOlder();
  }

  /** Takes what just happened; whether the window has it. */
  live(entry) {
    const isLive = this.isLive;
    this.last = Math.max(this.last, entry.seq);
    if (isLive) {
      this.#put([entry], this.rows.length);
      this.end = entry.seq;
      this.#trimOlder();
    } else this.#change(entry);
    return isLive;
  }

  /** A line that has no number and is in no history: somebody came, or said something to one who has no account. */
  note(row) {
    if (this.isLive) this.rows.push(row);
    this.#trimOlder();
  }

  /** The server lost what came after a number. */
  rewind(seq) {
    this.rows = this.rows.filter((row) => row.seq === undefined || row.seq <= seq);
    this.last = seq;
    this.end = Math.min(this.end, seq);
  }

  find(id) {
    return this.rows.find((row) => row.id === id);
  }

  replace(row, change) {
    const at = this.rows.indexOf(row);
    if (at >= 0) this.rows[at] = { ...row, ...change };
  }

  /** Emoji with who reacted by it, those who were first first. */
  reactionsOf(id) {
    const by = new Map();
    for (const { emoji, from, off } of this.#reactions.get(id)?.values() ?? []) {
      if (!off) by.set(emoji, [...(by.get(emoji) ?? []), from]);
    }
    return by;
  }

  #put(messages, at) {
    const rows = [];
    for (const entry of messages) {
      if (entry.type === 'message') rows.push({ ...entry, time: Date.parse(entry.at), reactions: this.reactionsOf(entry.id) });
      else if (entry.type === 'topic' || entry.type === 'moderated') rows.push({ ...entry, time: Date.parse(entry.at) });
    }
    this.rows.splice(at, 0, ...rows);
    for (const entry of messages) this.#change(entry);
  }

  #change(entry) {
    if (entry.type === 'reacted') this.#react(entry);
    const change = CHANGES[entry.type]?.(entry), row = change && this.find(entry.of);
    if (row && !row.removed) this.replace(row, change);
  }

  // A window may come by a reaction twice: the latest word of each person on each emoji counts.
  #react({ of, emoji, from, seq, off = false }) {
    if (!this.#reactions.has(of)) this.#reactions.set(of, new Map());
    if (this.#reactions.size > MOST_REACTED) this.#reactions.delete(this.#reactions.keys().next().value);
    const known = this.#reactions.get(of), key = `${emoji} ${from}`;
    if (known.get(key)?.seq >= seq) return;
    known.set(key, { emoji, from, seq, off });
    const row = this.find(of);
    if (row) this.replace(row, { reactions: this.reactionsOf(of) });
  }

  #trimOlder() {
    const dropped = this.rows.splice(0, Math.max(0, this.rows.length - MOST)).findLast((row) => row.seq !== undefined);
    if (dropped) this.start = dropped.seq + 1;
  }
}

// Of an edit that was replaced since, the text is not told again.
function edited({ text }) {
  return text === undefined ? undefined : { text, edited: true };
}

function removed() {
  return { text: '', removed: true };
}
