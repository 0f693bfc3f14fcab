import { html, nothing } from 'lit-html';
import { icon } from './icons.js';

/** Which room it is, what it is about, and what can be opened beside it. */
export function header(app) {
  const { room, ui, store } = app, others = [...store.rooms.values()].reduce((sum, other) => sum + (other === room ? 0 : other.mentions || (other.unread > 0 ? 1 : 0)), 0);
  return html`
    <header class="room-head">
      <button class="quiet square only-narrow" aria-label="Rooms${others > 0 ? ', there is something new' : ''}" aria-expanded=${ui.isDrawerOpen} @click=${() => app.drawer(true)}>
        ${icon('menu')}${others > 0 ? html`<span class="dot"></span>` : nothing}
      </button>
      <div class="grow clip">
        <h1 class="clip">${room.isDirect ? room.name.slice(1) : html`<span class="hash" aria-hidden="true">#</span>${room.name}`}</h1>
        ${room.topic ? html`<button class="topic clip" title=${room.topic} @click=${() => app.show({ name: 'room' })}>${room.topic}</button>` : nothing}
      </div>
      ${toggle(app, 'search', 'search', 'Search')}
      ${room.isDirect ? nothing : html`
        ${toggle(app, 'members', 'people', `People, ${room.count} here`, room.count)}
        <button class="quiet square" aria-label="About this room" title="About this room" @click=${() => app.show({ name: 'room' })}>${icon('more')}</button>`}
    </header>`;
}

const toggle = (app, panel, drawn, label, count) => html`
  <button class="quiet square ${count ? 'has-count' : ''}" aria-label=${label} title=${label} aria-pressed=${app.ui.panel === panel} @click=${() => app.panel(panel)}>
    ${icon(drawn)}${count ? html`<span class="count">${count}</span>` : nothing}
  </button>`;

/** Why nothing comes, while that is so. */
export function connection(app) {
  const { store, room } = app;
  if (!store.isConnected && store.wasConnected) {
    return html`<div class="strip is-warning"><span class="pulse" aria-hidden="true"></span>
      <span class="grow">Not connected. What you write is sent as soon as the server is there again.</span></div>`;
  }
  if (!room.problem) return nothing;
  return html`<div class="strip is-warning"><span class="grow">${room.problem}</span>
    ${room.isIn ? nothing : html`<button @click=${() => app.go(room.name)}>Try again</button>`}</div>`;
}
