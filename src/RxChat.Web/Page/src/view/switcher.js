import { html, nothing } from 'lit-html';
import { marble } from './sidebar.js';

const MOST = 12;

/** Goes to a room or a person by some letters of the name; makes a room that is not there. */
export function switcher(app, shown) {
  if (!shown.directory) {
    shown.directory = [];
    app.directory().then((rooms) => { shown.directory = rooms; app.changed(); });
  }
  const typed = (shown.typed ?? '').trim(), found = choices(app, shown, typed), at = Math.min(shown.at ?? 0, found.length - 1);
  const pick = (one) => { app.close(); if (one) app.go(one.name); };
  return {
    title: 'Go to',
    isBare: true,
    content: html`
      <input class="wide big" role="combobox" aria-label="Room or @name" aria-expanded="true" aria-controls="choices" aria-activedescendant=${at < 0 ? nothing : `choice-${at}`}
        placeholder="Room or @name" autofocus autocomplete="off" spellcheck="false" .value=${shown.typed ?? ''}
        @input=${({ target }) => { Object.assign(shown, { typed: target.value, at: 0 }); app.changed(); }}
        @keydown=${(event) => {
          if (event.key === 'Enter') { event.preventDefault(); pick(found[at]); }
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (!by || found.length === 0) return;
          event.preventDefault();
          shown.at = (at + by + found.length) % found.length;
          app.changed();
        }}>
      <ul class="list choices" id="choices" role="listbox" aria-label="Rooms and people">${found.map((one, index) => html`
        <li id="choice-${index}" role="option" aria-selected=${index === at} class="list-item" @click=${() => pick(one)}>
          ${one.name.startsWith('@') ? marble(one.name.slice(1)) : html`<span class="hash" aria-hidden="true">#</span>`}
          <span class="grow clip">${one.name.replace(/^@/, '')}</span><span class="note">${one.note}</span></li>`)}</ul>`,
  };
}

function choices(app, { directory }, typed) {
  const { store } = app, wanted = typed.replace(/^[#@]/, '').toLowerCase(), isPerson = typed.startsWith('@');
  const known = new Map();
  for (const room of store.rooms.values()) known.set(room.name, room.unread > 0 ? `${room.unread} unread` : '');
  for (const { room, count } of directory) if (!known.get(room)) known.set(room, `${count} here`);
  for (const name of app.room.members) if (name !== store.me && !known.has(`@${name}`)) known.set(`@${name}`, '');
  const found = [...known].map(([name, note]) => ({ name, note, at: name.replace(/^@/, '').toLowerCase().indexOf(wanted) }))
    .filter(({ name, at }) => at >= 0 && (!isPerson || name.startsWith('@')))
    .sort((one, other) => one.at - other.at || one.name.length - other.name.length).slice(0, MOST);
  const isNew = wanted !== '' && !found.some(({ name }) => name.toLowerCase() === (isPerson ? `@${wanted}` : wanted));
  return isNew ? [...found, { name: isPerson ? `@${typed.slice(1)}` : typed.replace(/^#/, ''), note: isPerson ? 'write to them' : 'join or make it' }] : found;
}
