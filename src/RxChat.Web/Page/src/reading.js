const FIRST = 100, BEFORE = 60, AFTER = 120, MORE = 60;

/** Brings what a room's window wants, one page at a time. */
export class Reading {
  #ask;
  #changed;
  #busy = new Map();

  constructor(ask, changed) {
    this.#ask = ask;
    this.#changed = changed;
  }

  /** Opens a room at its end, or around a number. */
  async open(room, at) {
    await this.#busy.get(room);
    return this.#once(room, async () => {
      if (at === undefined) {
        const { messages, more } = await this.#page(room, { limit: FIRST });
        room.timeline.open(messages, { start: more ? messages[0].seq : 1, end: messages.at(-1)?.seq ?? room.timeline.last });
      } else {
        const [before, after] = await Promise.all([
          this.#page(room, { before: at + 1, limit: BEFORE }), this.#page(room, { after: at, limit: AFTER }),
        ]);
        const messages = [...before.messages, ...after.messages];
        room.timeline.open(messages, {
          start: before.more ? before.messages[0].seq : 1, end: messages.at(-1)?.seq ?? room.timeline.last,
        });
      }
      room.isLoaded = true;
    });
  }

  older(room) {
    if (!room.isLoaded || !room.timeline.hasOlder) return;
    return this.#once(room, async () => {
      const { messages, more } = await this.#page(room, { before: room.timeline.start, limit: MORE });
      room.timeline.older(messages, more);
    });
  }

  newer(room) {
    if (!room.isLoaded || room.timeline.isLive) return;
    return this.#once(room, async () => {
      const { messages, more } = await this.#page(room, { after: room.timeline.end, limit: MORE });
      room.timeline.newer(messages, more);
    });
  }

  isBusy(room) {
    return this.#busy.has(room);
  }

  #once(room, read) {
    if (this.#busy.has(room)) return;
    const reading = this.#read(room, read);
    this.#busy.set(room, reading);
    return reading;
  }

  async #read(room, read) {
    try {
      await read();
    } catch (error) {
      if (error.code) room.problem = error.message;
    }
    this.#busy.delete(room);
    this.#changed();
  }

  #page(room, which) {
    return this.#ask({ type: 'history', room: room.name, ...which });
  }
}
