import { html, nothing } from 'lit-html';

/** Who one is: a guest with a name, or somebody with an account. */
export function account(app, shown) {
  const { store } = app;
  return store.isLoggedIn ? { title: `You are ${store.me}`, content: somebody(app, shown) }
    : { title: shown.tab === 'register' ? 'Make an account' : shown.tab === 'name' ? 'Take a name' : 'Log in', content: guest(app, shown) };
}

const submit = (app, shown, run) => async (event) => {
  event.preventDefault();
  const { elements } = event.target, button = event.target.querySelector('button:not([type])');
  button.disabled = true;
  try {
    await run(Object.fromEntries([...elements].filter(({ name }) => name).map(({ name, value }) => [name, value])));
    if (app.ui.dialog === shown) app.close();
  } catch (error) {
    app.show({ ...shown, why: error.message });
  } finally {
    button.disabled = false;
  }
};

const tab = (app, shown, name, label) => html`
  <button role="tab" aria-selected=${(shown.tab ?? 'login') === name} @click=${() => app.show({ name: 'account', tab: name })}>${label}</button>`;

const field = (label, name, type = 'text', more = {}) => html`
  <label class="labelled"><span>${label}</span>
    <input name=${name} type=${type} required autocomplete=${more.autocomplete ?? 'off'} minlength=${more.minlength ?? nothing} .value=${more.value ?? ''} ?autofocus=${more.autofocus}
      autocapitalize="none" spellcheck="false"></label>`;

const problem = (why) => (why ? html`<p class="problem" role="alert">${why}</p>` : nothing);

function guest(app, shown) {
  const { store } = app, name = store.me.startsWith('guest-') ? '' : store.me;
  const tabs = html`<div class="tabs" role="tablist" aria-label="How you are known">
    ${tab(app, shown, 'login', 'Log in')}${tab(app, shown, 'register', 'Make an account')}${tab(app, shown, 'name', 'Only a name')}</div>`;
  if (shown.tab === 'name') {
    return html`${tabs}<form @submit=${submit(app, shown, (given) => app.chat.ask({ type: 'name', name: given.name }))}>
      ${field('Name', 'name', 'text', { autofocus: true, value: name })}${problem(shown.why)}
      <p class="note">It is yours while you are here. With an account it is yours for good.</p>
      <div class="row is-end"><button class="primary">Take this name</button></div></form>`;
  }
  if (shown.tab === 'register') {
    return html`${tabs}<form @submit=${submit(app, shown, (given) => app.register(given.name, given.password))}>
      ${field('Name', 'name', 'text', { autocomplete: 'username', autofocus: true, value: name })}
      ${field('Password, at least 8 characters', 'password', 'password', { autocomplete: 'new-password', minlength: 8 })}${problem(shown.why)}
      <div class="row is-end"><button class="primary">Make an account</button></div></form>`;
  }
  return html`${tabs}<form @submit=${submit(app, shown, (given) => app.login(given.name, given.password))}>
    ${field('Name', 'name', 'text', { autocomplete: 'username', autofocus: true })}
    ${field('Password', 'password', 'password', { autocomplete: 'current-password' })}${problem(shown.why)}
    <div class="row is-end"><button class="primary">Log in</button></div></form>`;
}

function somebody(app, shown) {
  return html`
    <div class="row">
      <button @click=${() => { if (app.isAway) app.beHere(); else app.beAway(''); app.close(); }}>${app.isAway ? 'I am here again' : 'I am away'}</button>
      <button @click=${() => { app.logout(); app.close(); }}>Log out</button>
    </div>
    <details><summary>Another password</summary>
      <form @submit=${submit(app, shown, ({ old, password }) => app.password(old, password))}>
        ${field('The one you have', 'old', 'password', { autocomplete: 'current-password' })}
        ${field('The new one, at least 8 characters', 'password', 'password', { autocomplete: 'new-password', minlength: 8 })}
        <div class="row is-end"><button class="primary">Change it</button></div></form></details>
    <details><summary>Delete this account</summary>
      <form @submit=${submit(app, shown, ({ password }) => app.chat.ask({ type: 'unregister', password }))}>
        ${field('Password', 'password', 'password', { autocomplete: 'current-password' })}
        <p class="note">The name is anybody's then. What you said stays.</p>
        <div class="row is-end"><button class="danger">Delete it</button></div></form></details>
    ${problem(shown.why)}`;
}
