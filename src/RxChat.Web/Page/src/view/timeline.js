import { html, nothing } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';
import { repeat } from 'lit-html/directives/repeat.js';
import { icon } from './icons.js';
import { marble } from './sidebar.js';
import { mentions } from '../model/store.js';
import { actOf, briefTimeOf, dayOf, drawable, isSameDay, exactTimeOf, hueOf, linked, listOf, timeOf } from '../text.js';

const TOGETHER = 5 * 60_000;

/** What was said, with lines where a day or what is new begins. */
export function timeline(app) {
  const { room, store, ui } = app, { timeline } = room;
  const rows = timeline.rows.filter((row) => !store.ignored.has(row.from));
  return html`
    <ol class="timeline" aria-label="Messages in ${room.name}">
      ${room.isLoaded && !timeline.hasOlder ? html`<li class="beginning">${beginning(room)}</li>` : nothing}
      ${repeat(rows, (row) => row.id ?? row.key, (row, at) => {
        const before = rows[at - 1], isNewDay = row.time !== undefined && (before?.time === undefined || !isSameDay(before.time, row.time));
        const isNew = room.newFrom !== undefined && row.seq >= room.newFrom && !(before?.seq >= room.newFrom);
        const isJoined = !isNewDay && !isNew && row.type === 'message' && before?.type === 'message' && before.from === row.from
          && before.bot === row.bot && !row.to && row.time - before.time < TOGETHER;
        const replied = row.to && timeline.find(row.to), isActive = ui.active === row.id && row.id !== undefined;
        return guard([row, isNewDay, isNew, isJoined, replied, isActive, store.me, room.rules, room.editing?.id === row.id, ui.target.seq === row.seq], () => html`
          ${isNewDay ? html`<li class="line"><span>${dayOf(row.time)}</span></li>` : nothing}
          ${isNew ? html`<li class="line is-new"><span>New</span></li>` : nothing}
          ${row.type === 'message' ? message(app, room, row, { isJoined, replied, isActive }) : event(row)}`);
      })}
      ${repeat(room.pending, (said) => said.key, (said) => pending(app, room, said))}
    </ol>`;
}

function beginning(room) {
  return room.isDirect ? `This is the beginning of what you and ${room.name.slice(1)} say to each other.`
    : `This is the beginning of ${room.name}.`;
}

function message(app, room, row, { isJoined, replied, isActive }) {
  const { store } = app, tab = isActive ? 0 : -1, isMine = store.isMine(row), isLoud = !isMine && mentions(row.text, store.me);
  const classes = `message ${isJoined ? 'is-joined' : ''} ${isLoud ? 'is-loud' : ''} ${row.seq !== undefined && app.ui.target.seq === row.seq && !app.ui.target.isNew ? 'is-target' : ''} ${room.editing?.id === row.id && row.id ? 'is-edited' : ''}`;
  return html`
    <li class=${classes} tabindex="-1" data-seq=${row.seq ?? nothing} data-id=${row.id ?? nothing}>
      <div class="gutter">${isJoined ? html`<time class="note" datetime=${row.at}>${briefTimeOf(row.at)}</time>` : marble(row.from)}</div>
      <div class="said">
        ${isJoined ? html`<span class="unseen">${row.from}</span>` : html`<div class="by">
          <button class="name ${hueOf(row.from)}" tabindex=${tab} @click=${() => app.show({ name: 'person', person: row.from, isBot: row.bot })}>${row.from}</button>
          ${row.bot ? html`<span class="tag">bot</span>` : nothing}
          <time class="note" datetime=${row.at} title=${exactTimeOf(row.at)}>${timeOf(row.at)}</time></div>`}
        ${row.to ? html`<button class="quoted clip" tabindex=${tab} @click=${() => app.toMessage(row.to)}>${icon('reply')}
          ${replied ? html`<b class=${hueOf(replied.from)}>${replied.from}</b> <span class="clip">${replied.removed ? 'removed' : drawable(replied.text)}</span>` : 'an earlier message'}</button>` : nothing}
        ${row.removed ? html`<p class="text is-gone">removed</p>` : html`<p class="text">${linked(row.text, tab)}${row.edited ? html` <span class="note">(edited)</span>` : nothing}</p>`}
        ${row.reactions?.size > 0 ? html`<div class="reactions">${[...row.reactions].map(([emoji, names]) => html`
          <button class="reaction" tabindex=${tab} aria-pressed=${names.includes(store.me)} title=${listOf(names, 20)} aria-label="${emoji} ${names.length}, by ${listOf(names, 20)}"
            @click=${() => app.react(room, row, emoji)}>${emoji} <span>${names.length}</span></button>`)}</div>` : nothing}
      </div>
      ${isActive && !row.removed ? actions(app, room, row, isMine) : nothing}
    </li>`;
}

function actions(app, room, row, isMine) {
  const act = (drawn, label, run) => html`<button class="quiet square" aria-label=${label} title=${label} @click=${run}>${icon(drawn)}</button>`;
  return html`
    <div class="actions" role="toolbar" aria-label="What to do with this message">
      ${['👍', '❤️', '🎉'].map((emoji) => html`<button class="quiet square" aria-label="React with ${emoji}" @click=${() => app.react(room, row, emoji)}>${emoji}</button>`)}
      ${act('smile', 'React with another emoji', () => app.show({ name: 'react', row }))}
      ${act('reply', 'Reply', () => app.reply(row))}
      ${isMine ? nothing : act('people', `About ${row.from}`, () => app.show({ name: 'person', person: row.from, isBot: row.bot }))}
      ${isMine ? act('edit', 'Edit', () => app.beginEdit(row)) : nothing}
      ${act('link', 'Copy a link to this message', () => app.copyLink(row))}
      ${row.edited && app.store.isModeratorOf(room) ? act('history', 'What it said first', () => app.showOriginal(row)) : nothing}
      ${isMine || app.store.isModeratorOf(room) ? act('trash', 'Remove', () => app.show({ name: 'remove', row })) : nothing}
    </div>`;
}

function event(row) {
  if (row.type === 'passing') {
    const came = [...row.names].filter(([, is]) => is).map(([name]) => name), left = [...row.names].filter(([, is]) => !is).map(([name]) => name);
    return html`<li class="event">${[came.length > 0 ? `${listOf(came)} joined` : '', left.length > 0 ? `${listOf(left)} left` : ''].filter(Boolean).join(' · ')}</li>`;
  }
  if (row.type === 'crowd') return html`<li class="event">${row.joined} joined, ${row.left} left</li>`;
  return html`<li class="event" data-seq=${row.seq}><b class=${hueOf(row.from)}>${row.from}</b> ${row.type === 'topic' ? (row.text ? html`set the topic: ${linked(row.text)}` : 'took the topic away') : actOf(row)}</li>`;
}

function pending(app, room, said) {
  return html`
    <li class="message is-pending ${said.problem ? 'is-failed' : ''}">
      <div class="gutter">${marble(app.store.me)}</div>
      <div class="said">
        <div class="by"><b class="name ${hueOf(app.store.me)}">${app.store.me}</b> <span class="note">${said.problem ? `not sent: ${said.problem}` : app.store.isConnected ? 'sending…' : 'waits for the server'}</span></div>
        <p class="text">${linked(said.text)}</p>
        ${said.problem ? html`<div class="row"><button @click=${() => app.again(room, said)}>Send again</button><button class="quiet" @click=${() => app.discard(room, said)}>Discard</button></div>` : nothing}
      </div>
    </li>`;
}
