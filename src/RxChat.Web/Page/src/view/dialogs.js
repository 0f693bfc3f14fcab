import { html, nothing } from 'lit-html';
import { icon } from './icons.js';
import { account } from './account.js';
import { person, aboutRoom } from './moderation.js';
import { switcher } from './switcher.js';
import { COMMANDS } from '../commands.js';
import { KEYS } from '../keys.js';
import * as kept from '../kept.js';

const EMOJI = '👍 👎 ❤️ 😂 😮 😢 🎉 🚀 👀 ✅ ❌ 🙏 🔥 💯 🤔 👏 ☕ 🐛'.split(' ');

const DIALOGS = { account, person, room: aboutRoom, switcher, settings, help, react, remove, original };

/** The one thing that is asked of a person at a time; the browser keeps the focus in it, and gives it back. */
export function dialog(app) {
  const shown = app.ui.dialog, view = shown && DIALOGS[shown.name](app, shown);
  return html`
    <dialog class="dialog ${shown?.name === 'switcher' ? 'is-switcher' : ''}" aria-label=${view?.title ?? 'Dialog'} @close=${() => app.closed()}
      @click=${(event) => event.target === event.currentTarget && event.currentTarget.close()}>
      ${view ? html`<div class="dialog-body">
        <header class="panel-head ${view.isBare ? 'unseen' : ''}"><h2 class="grow">${view.title}</h2>
          <button class="quiet square" aria-label="Close" @click=${() => app.close()}>${icon('close')}</button></header>
        ${view.content}</div>` : nothing}
    </dialog>`;
}

const choice = (label, name, value, current, change) => html`
  <label class="choice"><input type="radio" name=${name} .checked=${value === current} @change=${() => change(value)}><span>${label}</span></label>`;

function settings(app) {
  return {
    title: 'Settings',
    content: html`
      <fieldset><legend>Colours</legend><div class="row">
        ${[['As the system', 'auto'], ['Light', 'light'], ['Dark', 'dark']].map(([label, value]) => choice(label, 'theme', value, kept.theme.get(), (theme) => app.theme(theme)))}
      </div></fieldset>
      <fieldset><legend>Notifications</legend>
        <label class="choice"><input type="checkbox" .checked=${kept.notifies.get()} @change=${({ target }) => app.notifies(target)}>
          <span>Tell me when somebody writes to me or names me</span></label></fieldset>
      <div class="row"><button @click=${() => app.show({ name: 'help' })}>Keys and commands</button></div>`,
  };
}

function help(app) {
  return {
    title: 'Keys and commands',
    content: html`
      <dl class="keys">${KEYS.map(([keys, does]) => html`<dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${does}</dd>`)}</dl>
      <dl class="keys">${Object.entries(COMMANDS).map(([name, { usage, help: does }]) => html`<dt><code>/${name}</code> <span class="note">${usage}</span></dt><dd>${does}</dd>`)}</dl>`,
  };
}

function react(app, { row }) {
  const by = (emoji) => { app.react(app.room, row, emoji); app.close(); };
  return {
    title: 'React',
    content: html`
      <div class="emoji">${EMOJI.map((emoji) => html`<button class="quiet square" aria-label="React with ${emoji}" @click=${() => by(emoji)}>${emoji}</button>`)}</div>
      <form class="row" @submit=${(event) => { event.preventDefault(); by(event.target.elements.emoji.value.trim()); }}>
        <input class="grow" name="emoji" aria-label="Any other character" placeholder="Any other character" required><button>React</button></form>`,
  };
}

function remove(app, { row }) {
  return {
    title: 'Remove this message?',
    content: html`<blockquote class="text">${row.text}</blockquote>
      <p class="note">Everybody sees that something was removed, and nobody what it was.</p>
      <div class="row is-end"><button @click=${() => app.close()}>Keep it</button>
      <button class="danger" autofocus @click=${() => { app.remove(app.room, row); app.close(); }}>Remove</button></div>`,
  };
}

function original(app, { said }) {
  return { title: `What ${said.from} said first`, content: html`<blockquote class="text">${said.text}</blockquote>` };
}
