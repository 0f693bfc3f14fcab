import { html, nothing } from 'lit-html';
import { icon } from './icons.js';
import { marble } from './sidebar.js';
import { drawable, hueOf, shortTimeOf } from '../text.js';
import { queries } from './queries.js';

const PANELS = { members, search, queries };

/** What is open beside the messages. */
export function panel(app) {
  return PANELS[app.ui.panel]?.(app) ?? nothing;
}

export const frame = (app, title, content) => html`
  <aside class="panel" aria-label=${title}>
    <header class="panel-head"><h2 class="grow">${title}</h2>
      <button class="quiet square" aria-label="Close ${title}" @click=${() => app.panel('')}>${icon('close')}</button></header>
    ${content}
  </aside>`;

function members(app) {
  const { room, store } = app;
  return frame(app, 'People', html`
    <ul class="list panel-body">${room.members.map((name) => html`
      <li><button class="list-item" @click=${() => app.show({ name: 'person', person: name })}>
        ${marble(name, room.away.has(name))}<span class="grow clip">${name}${name === store.me ? html` <span class="note">you</span>` : nothing}</span>
        ${room.away.has(name) ? html`<span class="note">away</span>` : nothing}
        ${['owner', 'moderator'].includes(room.roleOf(name)) ? html`<span class="tag">${room.roleOf(name)}</span>` : nothing}
        ${store.ignored.has(name) ? html`<span class="note">ignored</span>` : nothing}
      </button></li>`)}</ul>
    ${room.count > room.members.length ? html`<p class="note panel-note">and ${room.count - room.members.length} more</p>` : nothing}`);
}

function search(app) {
  const { room, ui: { found } } = app;
  return frame(app, `Search ${room.name}`, html`
    <form class="panel-note" role="search" @submit=${(event) => { event.preventDefault(); app.search(room, event.target.elements.words.value.trim()); }}>
      <input name="words" type="search" class="wide" aria-label="Words, all of them whole" placeholder="Words, all of them whole" .value=${found?.words ?? ''} autofocus>
    </form>
    <div class="panel-body" aria-live="polite">
      ${found?.words && !found.isBusy && found.messages.length === 0 ? html`<p class="note panel-note">Nothing was found.</p>` : nothing}
      <ol class="found">${found?.messages.map((row) => html`
        <li><a class="found-item" href="#${encodeURIComponent(room.name)}/${row.seq}" @click=${(event) => { event.preventDefault(); app.go(room.name, row.seq); }}>
          <span class="by"><b class="clip ${hueOf(row.from)}">${row.from}</b> <time class="note" datetime=${row.at}>${shortTimeOf(row.at)}</time></span>
          <span class="text">${drawable(row.text)}</span>
        </a></li>`)}</ol>
      ${found?.more ? html`<button class="wide" @click=${() => app.search(room, found.words, found.messages.at(-1).seq)}>Earlier ones</button>` : nothing}
    </div>`);
}
