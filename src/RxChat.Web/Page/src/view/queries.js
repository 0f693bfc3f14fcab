import { html, nothing } from 'lit-html';
import { ref } from 'lit-html/directives/ref.js';
import { icon } from './icons.js';
import { frame } from './panels.js';
import { exactClockOf, hueOf, shortTimeOf } from '../text.js';

const EXAMPLES = (room) => [
  [`in ${room} | count per 1m by from`, 'who says how much, each minute'],
  [`in ${room} | has deploy | last 5`, 'the last messages with a word'],
  [`in ${room} | quiet 10m`, 'whether nobody says anything'],
];

let plots = null;

/** Questions that stay asked, and what became of each. */
export function queries(app) {
  const room = app.room.isDirect ? 'lobby' : app.room.name, { list } = app.queries;
  return frame(app, 'Live queries', html`
    <form class="panel-note stack" @submit=${(event) => { event.preventDefault(); app.addQuery(event.target.elements.q); }}>
      <label class="labelled"><span>A question that stays asked</span>
        <input name="q" required maxlength="1000" autocomplete="off" spellcheck="false" placeholder="in ${room} | has deploy | count per 1m"></label>
      <div class="row is-end"><button class="primary">Ask</button></div>
    </form>
    <div class="panel-body">
      ${list.length > 0 ? nothing : html`<p class="note">For example:</p><ul class="stack">${EXAMPLES(room).map(([q, means]) => html`
        <li><button class="wide example" @click=${({ currentTarget }) => app.addQuery({ value: q, form: currentTarget.form })}><code>${q}</code><span class="note">${means}</span></button></li>`)}</ul>`}
      ${list.map((query) => card(app, query))}
    </div>`);
}

function card(app, query) {
  const { points, rows, others, messages, quiet } = query, last = points.at(-1);
  return html`
    <section class="query">
      <header class="row"><code class="grow">${query.q}</code>
        <button class="quiet square" aria-label="Ask no longer: ${query.q}" @click=${() => app.removeQuery(query)}>${icon('close')}</button></header>
      ${query.problem ? html`<p class="problem" role="alert">${query.problem}</p>` : nothing}
      ${last ? html`<div class="plot" role="img" aria-label="${last.count} in the last window; before: ${points.slice(-6, -1).map(({ count }) => count).join(', ') || 'nothing yet'}" ${ref((element) => element && draw(app, element, query))}></div>` : nothing}
      ${rows.length > 0 ? html`<ul class="tally">${[...rows.slice(0, 8), ...(others > 0 ? [{ by: 'others', count: others }] : [])].map(({ by, count }) => html`
        <li><span class="grow clip">${by}</span><progress max=${rows[0].count} value=${count} aria-label=${by}></progress><span>${count}</span></li>`)}</ul>` : nothing}
      ${quiet ? html`<p>${quiet.isQuiet ? html`Quiet <span class="note">${quiet.since ? html`since ${shortTimeOf(quiet.since)}` : nothing}</span>` : 'Somebody speaks'}</p>` : nothing}
      ${messages.length > 0 ? html`<ol class="found">${messages.slice(0, 5).map((row) => html`
        <li><a class="found-item" href="#${encodeURIComponent(row.room)}/${row.seq}" @click=${(event) => { event.preventDefault(); app.go(row.room, row.seq); }}>
          <span class="by"><b class="clip ${hueOf(row.from)}">${row.from}</b> <time class="note" datetime=${row.at}>${row.room} · ${shortTimeOf(row.at)}</time></span>
          <span class="text">${row.text}</span></a></li>`)}</ol>` : nothing}
      ${last || quiet || messages.length > 0 || query.problem ? nothing : html`<p class="note">Nothing yet.</p>`}
    </section>`;
}

// What draws is not small, and loaded by who needs it.
function draw(app, element, query) {
  if (plots) queueMicrotask(() => element.isConnected && plots.plot(element, query.points, exactClockOf));
  else {
    plots = { plot: () => { } };
    import('/plot.js').then((module) => { plots = module; app.changed(); }).catch(() => { plots = null; });
  }
}
