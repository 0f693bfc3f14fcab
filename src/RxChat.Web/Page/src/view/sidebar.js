import { html, nothing } from 'lit-html';
import { icon } from './icons.js';
import { hueOf, initialOf } from '../text.js';

export const marble = (name, isAway = false) => html`<span class="marble ${hueOf(name)} ${isAway ? 'is-hollow' : ''}" aria-hidden="true">${initialOf(name)}</span>`;

/** Rooms, people one talks to alone, questions that stay asked, and who one is. */
export function sidebar(app) {
  const rooms = [...app.store.rooms.values()].sort((one, other) => one.name.localeCompare(other.name));
  return html`
    <nav class="sidebar" aria-label="Rooms">
      <header class="sidebar-head">
        <span class="brand"><img src="/icon.svg" alt="" width="28" height="28">RxChat</span>
        <button class="quiet square only-narrow" aria-label="Close the list of rooms" @click=${() => app.drawer(false)}>${icon('close')}</button>
      </header>
      <button class="jump" @click=${() => app.show({ name: 'switcher' })}>${icon('search')}<span>Go to…</span><kbd>Ctrl K</kbd></button>
      <div class="sidebar-lists">
        ${list(app, 'Rooms', rooms.filter((room) => !room.isDirect), () => app.show({ name: 'switcher' }), 'Find or make a room')}
        ${list(app, 'Direct messages', rooms.filter((room) => room.isDirect), () => app.show({ name: 'switcher', typed: '@' }), 'Write to somebody')}
        <div class="list-head"><h2>Queries</h2></div>
        <button class="list-item" aria-pressed=${app.ui.panel === 'queries'} @click=${() => app.panel('queries')}>
          <span class="hash">${icon('chart')}</span><span class="grow clip">Live queries</span>${app.queries.list.length > 0 ? html`<span class="note">${app.queries.list.length}</span>` : nothing}</button>
      </div>
      ${me(app)}
    </nav>`;
}

function list(app, title, rooms, add, label) {
  return html`
    <div class="list-head"><h2>${title}</h2><button class="quiet square" aria-label=${label} title=${label} @click=${add}>${icon('plus')}</button></div>
    <ul class="list">${rooms.map((room) => html`<li>${item(app, room)}</li>`)}</ul>`;
}

function item(app, room) {
  const isCurrent = app.ui.current === room.name, { unread, mentions } = room;
  const name = room.isDirect ? room.name.slice(1) : room.name;
  return html`
    <a class="list-item ${unread > 0 ? 'is-unread' : ''}" href="#${encodeURIComponent(room.name)}" aria-current=${isCurrent ? 'page' : nothing}
      @click=${(event) => { event.preventDefault(); app.go(room.name); }}>
      ${room.isDirect ? marble(name) : html`<span class="hash" aria-hidden="true">#</span>`}
      <span class="grow clip">${name}</span>
      ${room.draft && !isCurrent ? html`<span class="note">draft</span>` : nothing}
      ${unread === 0 ? nothing : html`<span class="badge ${mentions > 0 ? 'is-loud' : ''}">${mentions > 0 ? mentions : unread > 99 ? '99+' : unread}<span class="unseen"> ${mentions > 0 ? 'for you' : 'unread'}</span></span>`}
    </a>`;
}

function me(app) {
  const { store } = app;
  const state = !store.isConnected ? (store.wasConnected ? 'not connected' : 'connecting…') : app.isAway ? 'away' : store.isLoggedIn ? 'here' : 'guest';
  return html`
    <footer class="me">
      <button class="me-card" @click=${() => app.show({ name: 'account' })} title="Account">
        ${marble(store.me || '?', !store.isConnected || app.isAway)}
        <span class="grow clip"><b class="clip">${store.me || '…'}</b><span class="note">${state}</span></span>
      </button>
      <button class="quiet square" aria-label="Settings" title="Settings" @click=${() => app.show({ name: 'settings' })}>${icon('gear')}</button>
    </footer>`;
}
