import { html, nothing } from 'lit-html';
import { bytes } from './figures.js';
import { button, table } from './parts.js';
import { read } from './server.js';

const stamp = (at) => new Date(at).toISOString();

/** What was recorded: how it stood at a moment, a command earlier or later, and why somebody did not get something. */
export class Past {
  /** Calls back with work that may fail, and when something else is to be drawn. */
  constructor(attempt, draw) {
    Object.assign(this, { attempt, draw, at: 0, steps: 0 });
  }

  /** Goes to where the recording ends by now. */
  async end() {
    this.span = await read('recording');
    await this.go(Date.parse(this.span.to));
  }

  /** Goes to a time, or so many commands after it; of several asked for meanwhile, to the last. */
  async go(at, steps = 0) {
    Object.assign(this, { at, steps });
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      do {
        [at, steps] = [this.at, this.steps];
        this.moment = await read(`moment?at=${stamp(at)}&steps=${steps}`);
        this.draw();
      } while (at !== this.at || steps !== this.steps);
    } finally {
      this.isLooking = false;
    }
  }

  async ask(event) {
    const { of, whom } = Object.fromEntries(new FormData(event.target));
    this.why = (await read(`why?of=${encodeURIComponent(of)}&whom=${encodeURIComponent(whom)}`)).lines;
  }

  show() {
    const { span, moment } = this;
    if (!moment) return html`<p>Reading …</p>`;
    const from = Date.parse(span.from), shown = this.steps === 0 ? this.at : Date.parse(moment.at);
    const to = Math.max(Date.parse(span.to), shown), tried = (work) => () => this.attempt(work), by = (count) => tried(() => this.go(this.at, this.steps + count));
    const submitted = (work) => (event) => {
      event.preventDefault();
      this.attempt(() => work(event));
    };
    return html`<section><h2>${stamp(shown)} <small>of ${span.file}</small></h2>
<input class="slide" type="range" step="any" min=${from} max=${to} .value=${`${shown}`} aria-label="Moment" aria-valuetext=${stamp(shown)} @input=${({ target }) => this.attempt(() => this.go(target.valueAsNumber))}>
<div class="line">${button('10 commands back', by(-10))}${button('1 back', by(-1))}${button('1 on', by(1))}${button('10 commands on', by(10))}${button('To the end', tried(() => this.end()))}</div>
<form class="line" @submit=${submitted((event) => this.go(Date.parse(new FormData(event.target).get('at'))))}><label>Moment (UTC) <input name="at" .value=${stamp(shown)} required pattern="\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z" title="as in 2026-01-31T12:30:05Z"></label><button>Go there</button></form>
${moment.command ? html`<p>After <code class="command">${moment.command}</code></p>` : nothing}</section>
<section><h2>Why somebody did not get a message</h2><form class="line" @submit=${submitted((event) => this.ask(event))}><label>Message (an id, or as in tea/7) <input name="of" required></label><label>Whom (a name) <input name="whom" required></label><button>Ask</button></form>
${this.why ? html`<ol class="why">${this.why.map((line) => html`<li>${line}</li>`)}</ol>` : nothing}</section>
${table('Who was there', ['Number', 'Name', 'Protocol', 'Rooms', 'What they might', 'Waited'], moment.people.map((one) => html`<tr>
<td>${one.id}</td><th scope="row">${one.name}${one.account ? html` <small>account</small>` : nothing}${one.away ? html` <small>away: ${one.away}</small>` : nothing}</th><td>${one.protocol}</td><td>${one.rooms.join(' ')}</td><td>${one.isOperator ? html`<div>everything</div>` : nothing}${one.rules.map((rule) => html`<div>${rule}</div>`)}</td><td>${bytes(one.waiting)}</td></tr>`))}
${table('Rooms', ['Room', 'Up to', 'Topic', 'Who was in it', 'What stood'], moment.rooms.map((one) => html`<tr>
<th scope="row">${one.room}</th><td>${one.last}</td><td>${one.topic}</td><td>${one.members.join(' ')}</td><td>${one.rules.map((rule) => html`<div>${rule}</div>`)}</td></tr>`))}`;
  }
}
