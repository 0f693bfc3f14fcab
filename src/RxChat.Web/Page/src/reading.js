const FIRST = 100, BEFORE = 60, AFTER = 120, MORE = 60, AGAIN = 5000;

/** Brings what a room's window wants, one page at a time. */
export class Reading {
  #ask;
  #changed;
  #busy = new Map();
  #failed = new WeakMap();

  constructor(ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Opens a room at its end, or around a number; when what is under way is done. */
  open(room, at) {
    const before = this.#busy.get(room);
    return this.#begin(room, async () => {
      await before;
      const messages = [];
      let { last } = room.timeline, start = 1;
      if (at === undefined) {
        const { messages: latest, more } = await this.#page(room, { limit: FIRST });
        messages.push(...latest);
        if (more) start = latest[0].seq;
      } else {
        const [earlier, later] = await Promise.all([
          this.#page(room, { before: at + 1, limit: BEFORE }), this.#page(room, { after: at, limit: AFTER }),
        ]);
        messages.push(...earlier.messages, ...later.messages);
        if (earlier.more) start = earlier.messages[0].seq;
      }
      if (messages.length > 0) last = messages.at(-1).seq;
      room.timeline.open(messages, { start, end: last });
      room.isLoaded = true;
      this.#failed.delete(room);
    });
  }

  older(room) {
    if (!room.isLoaded || !room.timeline.hasOlder || this.#isTired(room)) return;
    return this.#begin(room, async () => {
      const { messages, more } = await this.#page(room, { before: room.timeline.start, limit: MORE });
      room.timeline.older(messages, more);
    });
  }

  newer(room) {
    if (!room.isLoaded || room.timeline.isLive || this.#isTired(room)) return;
    return this.#begin(room, async () => {
      const { messages, more } = await this.#page(room, { after: room.timeline.end, limit: MORE });
      room.timeline.newer(messages, more);
    });
  }

  isBusy(room) {
    return this.#busy.has(room);
  }

  // What was refused, or has no server, is not asked again with each thing that is drawn.
  #isTired(room) {
    return this.#busy.has(room) || Date.now() - (this.#failed.get(room) ?? 0) < AGAIN;
  }

  #begin(room, read) {
    const reading = this.#read(room, read, () => this.#busy.get(room) === reading);
    this.#busy.set(room, reading);
    return reading;
  }

  async #read(room, read, isLast) {
    // So that it is known as the one under way.
    await undefined;
    try {
      await read();
    } catch (error) {
      this.#failed.set(room, Date.now());
      setTimeout(this.#changed, AGAIN);
      if (error.code) room.problem = error.message;
    }
    if (!isLast()) return;
    this.#busy.delete(room);
    this.#changed();
  }

  #page(room, which) {
    return this.#ask({ type: 'history', room: room.name, ...which });
  }
}
