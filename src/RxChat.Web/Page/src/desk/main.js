import { html, nothing, render } from 'lit-html';
import { Chart } from './chart.js';
import { by, bytes, figuresOf, number, parse, time } from './figures.js';
import { button, table } from './parts.js';
import { Past } from './past.js';
import { act, forget, keep, logIn, metrics, read, Refused, token } from './server.js';

const TABS = { now: 'Now', connections: 'Connections', rooms: 'Rooms', filters: 'Filters', past: 'Past', log: 'Log', config: 'Options' };
const charts = {
  messages: new Chart(['messages a second', 'deliveries a second'], number), latency: new Chart(['p50', 'p99'], time), queued: new Chart(['bytes that wait'], bytes),
};
const state = { tab: 'now', problem: '', told: '', info: null, now: null, last: null, lists: {}, like: '', asked: null };
const app = document.getElementById('app');

const past = new Past(attempt, draw);

/** Without a server there is a recording to be looked at. */
const tabs = () => Object.entries(TABS).filter(([tab]) => tab === 'past' ? state.info?.isRecording : state.info?.endpoints.length !== 0);

function draw() {
  render(token() ? desk() : entrance(), app);
  if (state.tab === 'now') for (const element of app.querySelectorAll('[data-chart]')) charts[element.dataset.chart].drawIn(element);
}

/* Who may */

const entrance = () => html`<main class="entrance"><h1>RxChat: the operator's desk</h1>
<form @submit=${enter}><label>Name <input name="name" autocomplete="username" required></label><label>Password <input name="password" type="password" autocomplete="current-password" required></label><button class="loud">Log in</button></form>
<form @submit=${enterByToken}><label>or a token of an operator <input name="token" type="password" autocomplete="off" required></label><button>Use it</button></form>
<p role="alert">${state.problem}</p></main>`;

async function enter(event) {
  event.preventDefault();
  const { name, password } = Object.fromEntries(new FormData(event.target));
  await attempt(async () => {
    keep(await logIn(name, password));
    await begin();
  });
}

async function enterByToken(event) {
  event.preventDefault();
  await attempt(async () => {
    keep(new FormData(event.target).get('token').trim());
    await begin();
  });
}

function leave(problem = '') {
  forget();
  Object.assign(state, { problem, told: '', last: null, now: null, lists: {}, asked: null });
  draw();
}

/** What is refused to who may nothing any more ends here; other noes are told. */
async function attempt(work) {
  try {
    state.problem = '';
    await work();
  } catch (error) {
    if (error instanceof Refused && (error.status === 401 || error.status === 403)) return leave(error.message);
    state.problem = error.message;
    if (!state.info) forget();
  }
  draw();
}

/* The desk */

const desk = () => html`<header><h1>RxChat <small>${state.info ? `${state.info.version}, since ${new Date(state.info.since).toLocaleString()}` : ''}</small></h1>
<nav aria-label="Views">${tabs().map(([tab, label]) => html`<button type="button" aria-current=${state.tab === tab ? 'page' : nothing} @click=${() => open(tab)}>${label}</button>`)}</nav>${button('Log out', () => leave())}</header>
<main><p role="alert" class="problem">${state.problem}</p><p role="status" class="told">${state.told}</p>${views[state.tab]()}</main>${state.asked ? dialog() : nothing}`;

const figure = (label, value, more = '') => html`<div class="figure"><dt>${label}</dt><dd>${value}<small>${more}</small></dd></div>`;
const plot = (name, title, more) => html`<section><h2>${title} <small>${more}</small></h2><div class="chart" data-chart=${name} role="img" aria-label=${`${title}: ${more}`}></div></section>`;

const views = {
  now() {
    const { now, last } = state;
    if (!now) return html`<p>Reading …</p>`;
    return html`<dl class="figures">${figure('Connections', number(now.connections), by(last.read, 'rxchat_connections', 'protocol').map(([name, count]) => `${count} ${name}`).join(', '))}
${figure('Messages a second', number(now.messages))}${figure('Deliveries a second', number(now.deliveries))}${figure('Latency p50', time(now.p50))}${figure('Latency p99', time(now.p99))}
${figure('Bytes that wait', bytes(now.queued), `${now.blocked} blocked`)}${figure('Sent a second', bytes(now.sent))}${figure('Refused', number(sumOf('rxchat_refusals_total')), by(last.read, 'rxchat_refusals_total', 'reason').map(([why, count]) => `${count} ${why}`).join(', '))}</dl>
${plot('messages', 'Messages and deliveries', `${number(now.messages)} and ${number(now.deliveries)} a second`)}${plot('latency', 'Latency', `p50 ${time(now.p50)}, p99 ${time(now.p99)}`)}${plot('queued', 'What waits for clients', bytes(now.queued))}
<section><h2>To everybody</h2><form class="line" @submit=${broadcast}><label>Say in every room <input name="text" required></label><button>Say</button></form></section>
<section><h2>Listening on</h2><ul>${state.info.endpoints.map((url) => html`<li><code>${url}</code></li>`)}</ul></section>`;
  },
  connections: () => html`${search('a name, an address or a protocol')}${table('Connections, those first for which most waits', ['Number', 'Name', 'Protocol', 'Address', 'Rooms', 'Waits', 'What to do'], listed('connections').map((one) => html`<tr>
<td>${one.id}</td><th scope="row">${one.name}${one.account ? html` <small>account</small>` : nothing}</th><td>${one.protocol}</td><td>${one.host ?? ''}</td><td>${one.rooms.join(' ')}</td><td>${bytes(one.queued)}${one.isFrozen ? ' frozen' : one.isBlocked ? ' blocked' : ''}</td>
<td>${button('Disconnect', () => ask({ title: `Disconnect ${one.name}`, fields: { reason: 'Reason' }, act: { do: 'disconnect', connection: one.id } }))} ${button('Moderate', () => moderate(one))}</td></tr>`))}`,
  rooms: () => html`${search('a name')}${table('Rooms, the largest first', ['Room', 'People', 'Messages', 'Topic', 'What to do'], listed('rooms').map((one) => html`<tr>
<th scope="row">${one.room}${one.isPrivate ? html` <small>private</small>` : nothing}</th><td>${one.members}</td><td>${one.last}</td><td>${one.topic}</td>
<td>${button('Moderate', () => ask({ title: `Moderate ${one.room}`, fields: { act: ACTS, whom: 'Whom (a name or a network)', seconds: 'For how many seconds (empty is for good)', reason: 'Reason' }, act: { do: 'moderate', room: one.room } }))} ${button('Say', () => ask({ title: `Say in ${one.room}`, fields: { text: 'Text' }, act: { do: 'broadcast', rooms: [one.room] } }))}</td></tr>`))}`,
  filters: () => table('Filter files in force', ['File', 'Generation', 'Differences of the shadow', 'The last of them'], listed('filters').map((one) => html`<tr>
<th scope="row">${one.file}${one.isShadow ? html` <small>shadow</small>` : nothing}</th><td>${one.generation}</td><td>${Object.entries(one.differences).map(([what, count]) => html`<div>${count} × ${what}</div>`)}</td><td>${one.last.map((line) => html`<div>${line}</div>`)}</td></tr>`)),
  past: () => past.show(),
  log: () => html`<div class="log" tabindex="0" role="region" aria-label="The last lines of the log">${listed('log').toReversed().map((line) => html`<div class=${line.level}>${line.text}</div>`)}</div>`,
  config: () => table('Options in force', ['Option', 'Value', 'From', 'What it does'], listed('config').map((one) => html`<tr class=${one.value === null ? 'usual' : ''}><th scope="row">${one.name}</th><td>${one.value ?? 'default'}</td><td>${one.source ?? ''}</td><td>${one.help}</td></tr>`)),
};

const ACTS = ['kick', 'ban', 'unban', 'mute', 'unmute'];
const listed = (what) => state.lists[what] ?? [];
const sumOf = (name) => by(state.last.read, name, '').reduce((all, [, value]) => all + value, 0);
const search = (what) => html`<form class="line" role="search" @submit=${(event) => event.preventDefault()}><label>Find ${what} <input type="search" .value=${state.like} @input=${({ target }) => find(target.value)}></label></form>`;

function find(like) {
  state.like = like;
  look();
}

function open(tab) {
  Object.assign(state, { tab, like: '', told: '', problem: '' });
  draw();
  look();
}

const moderate = ({ name, rooms }) => ask({ title: `Moderate ${name}`, fields: { room: rooms.length ? rooms : 'Room', act: ACTS, seconds: 'For how many seconds (empty is for good)', reason: 'Reason' }, act: { do: 'moderate', whom: name } });

/* What is asked before something is done */

function ask(what) {
  state.asked = what;
  draw();
  const dialog = app.querySelector('dialog');
  dialog.showModal();
}

const dialog = () => html`<dialog aria-labelledby="asked" @close=${closed}><form method="dialog" @submit=${done}><h2 id="asked">${state.asked.title}</h2>
${Object.entries(state.asked.fields).map(([name, label]) => html`<label>${Array.isArray(label) ? html`${name} <select name=${name}>${label.map((choice) => html`<option>${choice}</option>`)}</select>` : html`${label} <input name=${name} ?required=${name === 'text' || name === 'room'}>`}</label>`)}
<div class="line"><button class="loud">Do it</button>${button('Cancel', () => app.querySelector('dialog').close())}</div></form></dialog>`;

function closed() {
  state.asked = null;
  draw();
}

async function done(event) {
  const fields = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value !== ''));
  if (fields.seconds !== undefined) fields.seconds = Number(fields.seconds);
  const { title, act: what } = state.asked;
  await attempt(async () => {
    await act({ ...what, ...fields });
    state.told = `${title}: done.`;
  });
  await look();
}

async function broadcast(event) {
  event.preventDefault();
  const form = event.target;
  await attempt(async () => {
    const { rooms } = await act({ do: 'broadcast', text: new FormData(form).get('text') });
    state.told = `Said in ${rooms} room${rooms === 1 ? '' : 's'}.`;
    form.reset();
  });
}

/* What is read again */

async function look() {
  if (!token() || !state.info) return;
  const { tab, like } = state;
  await attempt(async () => {
    if (tab === 'now') {
      const after = { at: Date.now(), read: parse(await metrics()) };
      if (state.last) {
        state.now = figuresOf(state.last, after);
        charts.messages.add(state.now.at, [state.now.messages, state.now.deliveries]);
        charts.latency.add(state.now.at, [state.now.p50, state.now.p99]);
        charts.queued.add(state.now.at, [state.now.queued]);
      }
      state.last = after;
    } else if (tab === 'past') {
      // It stays where somebody has put it.
      if (!past.moment) await past.end();
    } else {
      const query = tab === 'connections' || tab === 'rooms' ? `?like=${encodeURIComponent(like)}` : '';
      const list = Object.values(await read(`${tab}${query}`))[0];
      if (like === state.like) state.lists[tab] = list;
    }
  });
}

async function begin() {
  state.info = await read('info');
  if (state.info.endpoints.length === 0) state.tab = 'past';
  await look();
  clearInterval(begin.timer);
  // One after the other, however long an answer takes.
  begin.timer = setInterval(() => {
    if (begin.isLooking || state.asked || document.visibilityState !== 'visible') return;
    begin.isLooking = true;
    look().finally(() => begin.isLooking = false);
  }, 1000);
}

addEventListener('resize', draw);
// Of rxchat at --page, which prints an address with it.
if (location.hash.length > 1) {
  keep(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
}
draw();
if (token()) attempt(begin);
