import * as kept from './kept.js';
import { mentions } from './model/store.js';

/** Tells of what is for one alone when one looks elsewhere: by the system, and by the page's title. */
export class Notifier {
  #app;

  constructor(app) {
    this.#app = app;
  }

  tell({ room, message }) {
    const isLooking = !document.hidden && document.hasFocus() && room === this.#app.room;
    if (isLooking || !kept.notifies.get() || globalThis.Notification?.permission !== 'granted') return;
    if (!room.isDirect && !mentions(message.text, this.#app.store.me)) return;
    const title = room.isDirect ? message.from : `${message.from} in ${room.name}`;
    const how = { body: message.text, tag: room.name, renotify: true, icon: '/icon-192.png' };
    let told;
    try {
      told = new Notification(title, how);
    } catch {
      // Where only a service worker may (Android).
      navigator.serviceWorker?.ready.then((worker) => worker.showNotification(title, how));
      return;
    }
    told.onclick = () => { focus(); this.#app.go(room.name, message.seq); told.close(); };
  }

  count() {
    const rooms = [...this.#app.store.rooms.values()], loud = rooms.reduce((sum, room) => sum + room.mentions, 0);
    const title = `${loud > 0 ? `(${loud}) ` : rooms.some((room) => room.unread > 0) ? '• ' : ''}${this.#app.room.name} – RxChat`;
    if (document.title !== title) document.title = title;
  }
}
