import { html, nothing, render } from 'lit-html';
import { App } from './app.js';
import { Scroll } from './scroll.js';
import { onKey } from './keys.js';
import { Announcer } from './announcer.js';
import { Notifier } from './notifier.js';
import { sidebar } from './view/sidebar.js';
import { connection, header } from './view/header.js';
import { timeline } from './view/timeline.js';
import { composer } from './view/composer.js';
import { panel } from './view/panels.js';
import { dialog } from './view/dialogs.js';
import { icon } from './view/icons.js';
import { serveOffline } from './offline.js';

const app = new App(), scroll = new Scroll(app), announcer = new Announcer(app), notifier = new Notifier(app);
const root = document.getElementById('app');
const OFTEN = 100;
let isDue = false, waiting = 0, drawn = 0, shown = null, asked = null;

function draw() {
  clearTimeout(waiting);
  waiting = 0;
  isDue = false;
  drawn = performance.now();
  const { room, ui } = app, isOther = shown !== room, settle = scroll.hold();
  render(html`
    ${sidebar(app)}
    <main>
      ${header(app)}
      <div role="status">${connection(app)}</div>
      <div class="scroller" tabindex="0" role="region" aria-label="Messages" aria-busy=${app.reading.isBusy(room)}
        @pointerover=${activate} @focusin=${activate} @pointerleave=${() => activate(null)} @keydown=${walk}>
        ${timeline(app)}
      </div>
      <div class="foot">
      ${room.isLoaded && !app.isAtEnd ? html`<button class="to-end" @click=${() => app.toEnd()}>${icon('down')}${room.unread > 0 ? html`${room.unread} new` : 'Latest'}</button>` : nothing}
      ${composer(app)}
      </div>
    </main>
    ${panel(app)}
    ${dialog(app)}
    <div role="status">${ui.toast ? html`<div class="toast">${ui.toast.text}</div>` : nothing}</div>`, root);
  root.dataset.panel = ui.panel;
  root.toggleAttribute('data-drawer', ui.isDrawerOpen);
  settle(root.querySelector('.scroller'));
  ask(ui.dialog);
  if (isOther && matchMedia('(pointer: fine)').matches && !ui.dialog) root.querySelector('.composer textarea').focus({ preventScroll: true });
  shown = room;
}

function ask(wanted) {
  const element = root.querySelector('dialog'), isNew = wanted !== asked;
  asked = wanted;
  if (wanted && !element.open) element.showModal();
  if (!isNew) return;
  if (wanted) return element.querySelector('[autofocus]')?.focus();
  element.close();
  // A field that has the focus back from a dialog has no caret in Chromium.
  const back = document.activeElement;
  back.blur();
  back.focus({ preventScroll: true });
}

// What can be done with a message is shown with the one that is pointed at, or has the focus.
function activate(event) {
  const row = event?.target.closest('.message'), id = row?.dataset.id ?? null;
  if (app.ui.active === id) return;
  app.ui.active = id;
  app.changed();
}

function walk(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key], rows = [...event.currentTarget.querySelectorAll('.message, .event')];
  if (!by || event.altKey || rows.length === 0) return;
  event.preventDefault();
  const at = rows.indexOf(document.activeElement.closest('.message, .event'));
  const next = rows[at < 0 ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next.tabIndex = -1;
  next.focus();
}

function route() {
  const [name, seq] = location.hash.slice(1).split('/');
  try {
    app.go(decodeURIComponent(name) || app.ui.current, Number(seq) || undefined, true);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
}

// What a person does is there before the next key that they press, what others do ten times a second.
app.on((news) => {
  if (news?.room) announcer.tell(news);
  notifier.count();
  if (news) waiting ||= setTimeout(draw, Math.max(0, OFTEN - (performance.now() - drawn)));
  else if (!isDue) {
    isDue = true;
    queueMicrotask(draw);
  }
  if (news?.room) notifier.tell(news);
});
addEventListener('keydown', (event) => onKey(app, event));
addEventListener('popstate', route);
addEventListener('focus', () => scroll.look());
document.addEventListener('visibilitychange', () => scroll.look());
// Who types stops without a word.
setInterval(() => app.room.typing(0).length > 0 && app.changed(), 1000);
app.theme();
route();
serveOffline();
