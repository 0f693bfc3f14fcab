import { html, nothing } from 'lit-html';
import { actOf, shortTimeOf } from '../text.js';

const LASTING = [['for ever', undefined], ['10 minutes', 600], ['an hour', 3600], ['a day', 86_400], ['a week', 604_800]];

/** Somebody: what one may do with them here. */
export function person(app, { person: name, isBot }) {
  const { room, store } = app, isMe = name === store.me && !isBot;
  const keeps = !isBot && !isMe && !room.isDirect && store.isModeratorOf(room), isIgnored = store.ignored.has(name);
  const stands = (act, undone) => room.rules?.findLast((one) => one.whom === name && (one.act === act || one.act === undone))?.act === act;
  const act = (what) => { app.moderate(room, { whom: name, ...what }); app.close(); };
  return {
    title: name,
    content: html`
      ${isBot ? html`<p class="note">This is said by a program or a filter of the server.</p>` : nothing}
      ${isMe || isBot ? nothing : html`<div class="row">
        <button class="primary" @click=${() => { app.close(); app.go(`@${name}`); }}>Write to ${name}</button>
        ${store.isLoggedIn ? html`<button @click=${() => { app.ignore(name, !isIgnored); app.close(); }}>${isIgnored ? 'Hear again' : 'Ignore'}</button>` : nothing}</div>`}
      ${keeps ? html`
        <form class="stack" @submit=${(event) => {
          event.preventDefault();
          const { elements: { lasts, reason } } = event.target;
          act({ act: event.submitter.value, seconds: event.submitter.value === 'kick' ? undefined : LASTING[lasts.value][1], reason: reason.value.trim() || undefined });
        }}>
          <h3>Keep order in ${room.name}</h3>
          <label class="labelled"><span>How long a mute or ban stands</span>
            <select name="lasts">${LASTING.map(([label], index) => html`<option value=${index}>${label}</option>`)}</select></label>
          <label class="labelled"><span>Why, for everybody to read</span><input name="reason" maxlength="200"></label>
          <div class="row"><button value="kick">Put out</button><button value="mute">Mute</button><button class="danger" value="ban">Ban</button></div>
        </form>
        <div class="row">
          ${stands('mute', 'unmute') ? html`<button @click=${() => act({ act: 'unmute' })}>Let speak again</button>` : nothing}
          ${stands('ban', 'unban') ? html`<button @click=${() => act({ act: 'unban' })}>Let in again</button>` : nothing}
        </div>
        ${store.isOwnerOf(room) ? html`<label class="labelled"><span>Role</span>
          <select @change=${({ target }) => act({ act: 'role', value: target.value })}>
            ${['none', 'member', 'moderator', 'owner'].map((role) => html`<option ?selected=${room.roleOf(name) === role}>${role}</option>`)}</select></label>` : nothing}` : nothing}`,
  };
}

/** The room: what it is about, and what stands in it. */
export function aboutRoom(app) {
  const { room, store } = app, keeps = store.isModeratorOf(room), owns = store.isOwnerOf(room);
  const lastOf = (act) => room.rules?.findLast((one) => one.act === act)?.value;
  const set = (act, value) => app.moderate(room, { act, value });
  return {
    title: room.name,
    content: html`
      <form class="stack" @submit=${(event) => { event.preventDefault(); app.ask({ type: 'topic', room: room.name, text: event.target.elements.topic.value.trim() }); app.close(); }}>
        <label class="labelled"><span>What it is about</span><textarea name="topic" rows="2" maxlength="390" .value=${room.topic}></textarea></label>
        <div class="row is-end"><button type="button" @click=${() => { app.close(); app.leave(room); }}>Leave this room</button><button class="primary">Set the topic</button></div>
      </form>
      ${keeps ? html`
        <h3>Rules</h3>
        <label class="labelled"><span>A message each so many seconds, 0 for as many as one likes</span>
          <input type="number" min="0" max="3600" .value=${lastOf('slow') ?? '0'} @change=${({ target }) => set('slow', target.value === '0' ? 'off' : target.value)}></label>
        ${owns ? html`
          <label class="choice"><input type="checkbox" .checked=${lastOf('private') === 'on'} @change=${({ target }) => set('private', target.checked ? 'on' : 'off')}><span>Only members come in</span></label>
          <label class="labelled"><span>Who may read what was said before they came</span>
            <select @change=${({ target }) => set('access', target.value)}>${[['all', 'everybody'], ['joined', 'who was there'], ['none', 'nobody']].map(([value, label]) => html`<option value=${value} ?selected=${lastOf('access') === value}>${label}</option>`)}</select></label>` : nothing}
        ${room.rules?.length > 0 ? html`<h3>What stands</h3>
          <ul class="acts">${room.rules.map((act) => html`<li><b>${act.from}</b> ${actOf(act)} <time class="note">${shortTimeOf(act.at)}</time>
            ${act.act === 'ban' || act.act === 'mute' ? html`<button class="quiet" @click=${() => app.moderate(room, { act: `un${act.act}`, whom: act.whom })}>Undo</button>` : nothing}</li>`)}</ul>` : nothing}` : nothing}`,
  };
}
