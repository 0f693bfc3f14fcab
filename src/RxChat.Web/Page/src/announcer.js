const AT_ONCE = 3, WAITS = 500;

/** Reads new messages of the room one is in to whoever listens instead of looking, each once; of many, how many. */
export class Announcer {
  #app;
  #area = document.getElementById('announcer');
  #news = [];

  constructor(app) {
    this.#app = app;
  }

  tell({ room, message }) {
    if (room !== this.#app.room) return;
    if (this.#news.push(message) === 1) setTimeout(() => this.#read(), WAITS);
  }

  #read() {
    const news = this.#news.splice(0);
    this.#area.textContent = news.length > AT_ONCE ? `${news.length} new messages`
      : news.map(({ from, text }) => `${from}: ${text}`).join('. ');
  }
}
