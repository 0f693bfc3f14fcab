import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import { icon } from './icons.js';
import { complete } from '../complete.js';
import { listOf } from '../text.js';

const remembered = new Map(), MOST_LINES = 100;
let completing = null, at = -1;

/** Where one writes: what is typed stays with its room until it is sent. */
export function composer(app) {
  const { room, store } = app, typing = room.typing(Date.now()), about = room.editing ?? room.replyTo;
  const label = room.editing ? 'Edit your message' : room.isDirect ? `Write to ${room.name.slice(1)}` : `Write to ${room.name}`;
  return html`
    <form class="composer" @submit=${(event) => { event.preventDefault(); send(app, room, event.target.elements.text); }}>
      <div class="typing note" aria-live="off">${typing.length > 0 ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${listOf(typing)} ${typing.length > 1 ? 'are' : 'is'} typing` : nothing}</div>
      ${about ? html`<div class="about"><span class="grow clip">${room.editing ? 'Editing' : html`Replying to <b>${about.from}</b>`}: ${about.text}</span>
        <button type="button" class="quiet square" aria-label="Cancel" @click=${() => app.cancel()}>${icon('close')}</button></div>` : nothing}
      <div class="field">
        <textarea name="text" rows="1" aria-label=${label} placeholder=${label} enterkeyhint="send" autocomplete="off" .value=${live(room.draft)}
          ?disabled=${!room.isIn && room.problem !== ''}
          @input=${({ target }) => { completing = null; app.draft(room, target.value); fit(target); if (target.value && !target.value.startsWith('/')) app.typed(room); }}
          @keydown=${(event) => key(app, room, event)}></textarea>
        <button class="primary square" aria-label="Send" title="Send" ?disabled=${room.draft.trim() === ''}>${icon('send')}</button>
      </div>
      ${store.isLoggedIn || !store.me.startsWith('guest-') ? nothing : html`<p class="note hint">You are ${store.me}. <button type="button" class="link" @click=${() => app.show({ name: 'account' })}>Take a name</button></p>`}
    </form>`;
}

/** As high as what is in it, within what the style allows. */
export function fit(area) {
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}

function send(app, room, area) {
  const line = area.value.trim();
  if (line === '') return;
  const lines = (remembered.get(room.name) ?? []).filter((other) => other !== line);
  remembered.set(room.name, [...lines, line].slice(-MOST_LINES));
  at = -1;
  if (!app.enter(room, line)) return;
  area.value = room.draft;
  fit(area);
}

function key(app, room, event) {
  const { target } = event;
  if (event.isComposing) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    send(app, room, target);
  } else if (event.key === 'ArrowUp' && target.value === '' && !event.altKey && !event.ctrlKey) {
    const last = room.timeline.rows.findLast((row) => row.id && row.type === 'message' && app.store.isMine(row) && !row.removed);
    if (!last) return;
    event.preventDefault();
    app.beginEdit(last);
  } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && event.ctrlKey) {
    event.preventDefault();
    remember(app, room, target, event.key === 'ArrowUp' ? 1 : -1);
  } else if (event.key === 'Tab' && !event.ctrlKey && !event.altKey) {
    if (completing?.isBegun && (completing.shown !== target.value || completing.room !== room)) completing = null;
    completing ??= complete(app, room, target.value, target.selectionStart);
    // With nothing more to complete, Tab goes on.
    if (completing.words.length <= (completing.isBegun ? 1 : 0) || (event.shiftKey && !completing.isBegun)) { completing = null; return; }
    event.preventDefault();
    const { before, words, after } = completing, index = completing.isBegun ? (completing.index + (event.shiftKey ? words.length - 1 : 1)) % words.length : 0;
    Object.assign(completing, { index, isBegun: true });
    target.value = before + words[index] + after;
    target.setSelectionRange(before.length + words[index].length, before.length + words[index].length);
    Object.assign(completing, { room, shown: target.value });
    app.draft(room, target.value);
  } else if (event.key === 'Escape' && (room.editing || room.replyTo)) {
    event.preventDefault();
    event.stopPropagation();
    app.cancel();
  }
}

// Lines that were sent, the latest first.
function remember(app, room, area, by) {
  const lines = remembered.get(room.name) ?? [], next = Math.min(lines.length - 1, Math.max(-1, at + by));
  if (next === at) return;
  at = next;
  area.value = at < 0 ? '' : lines.at(-1 - at);
  app.draft(room, area.value);
  fit(area);
}
