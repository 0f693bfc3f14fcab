const NEAR = 24, SCREENS = 2;

/**
 * Keeps what a person looks at where it is: at the end what comes is followed, elsewhere the first row in sight does not
 * move, whatever is put before it or taken away.
 */
export class Scroll {
  #app;
  #area = null;
  #shown = null;
  /** Where the end was. */
  #top = 0;

  constructor(app) {
    this.#app = app;
  }

  /** Takes note of what is in sight, before it is drawn anew; returns what is done after. */
  hold() {
    // Somebody scrolls, and the event of it is yet to come.
    if (this.#area && this.#shown === this.#app.room && this.#app.isAtEnd && this.#area.scrollTop < this.#top - NEAR) this.#scrolled();
    const area = this.#area, isSame = this.#shown === this.#app.room;
    const isAtEnd = this.#app.isAtEnd, anchor = area && isSame && !isAtEnd ? this.#firstInSight() : undefined;
    const top = anchor?.getBoundingClientRect().top;
    return (drawn) => {
      if (this.#area !== drawn) {
        this.#area = drawn;
        drawn.addEventListener('scroll', () => this.#scrolled(), { passive: true });
        new ResizeObserver(() => this.#app.isAtEnd && this.#toEnd()).observe(drawn);
      }
      this.#shown = this.#app.room;
      if (this.#toTarget()) return;
      if (this.#app.isAtEnd) this.#toEnd();
      else if (anchor?.isConnected) drawn.scrollTop += anchor.getBoundingClientRect().top - top;
      this.#fill();
      this.#seen();
    };
  }

  /** Once more, for who came back to the page. */
  look() {
    this.#seen();
  }

  #toTarget() {
    const { target } = this.#app.ui;
    if (target.isReached || !this.#app.room.isLoaded || this.#app.reading.isBusy(this.#app.room)) return false;
    target.isReached = true;
    if (target.isEnd) {
      this.#toEnd();
      this.#scrolled();
      return true;
    }
    const rows = [...this.#area.querySelectorAll('[data-seq]')], row = rows.find((one) => Number(one.dataset.seq) >= target.seq);
    if (!row) return false;
    const space = this.#area.clientHeight * (target.isNew ? 0.2 : 0.4);
    this.#area.scrollTop += row.getBoundingClientRect().top - this.#area.getBoundingClientRect().top - space;
    if (!target.isNew) row.focus({ preventScroll: true });
    this.#scrolled();
    return true;
  }

  #firstInSight() {
    const { top } = this.#area.getBoundingClientRect();
    for (const row of this.#area.querySelectorAll('.message, .event')) if (row.getBoundingClientRect().bottom > top) return row;
    return undefined;
  }

  #toEnd() {
    this.#area.scrollTop = this.#area.scrollHeight;
    this.#top = this.#area.scrollTop;
  }

  #scrolled() {
    const area = this.#area;
    if (!this.#app.ui.target.isReached) return;
    const isAtEnd = area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
    const was = this.#app.isAtEnd;
    this.#app.seen(isAtEnd && this.#app.room.timeline.isLive);
    if (was !== this.#app.isAtEnd) this.#app.changed();
    this.#fill();
  }

  #seen() {
    if (this.#area && this.#app.isAtEnd && this.#app.ui.target.isReached) this.#app.seen(true);
  }

  // Pages come before they are needed.
  #fill() {
    const area = this.#area, { room, reading } = this.#app, near = area.clientHeight * SCREENS;
    if (!room.isLoaded || reading.isBusy(room) || !this.#app.store.isConnected) return;
    if (area.scrollTop < near && room.timeline.hasOlder) reading.older(room);
    else if (area.scrollHeight - area.scrollTop - area.clientHeight < near) reading.newer(room);
  }
}
