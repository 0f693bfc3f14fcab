/** A no, as the server says it. */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

const TOKEN = 'rxchat-desk-token';

export const token = () => sessionStorage.getItem(TOKEN);

export const forget = () => sessionStorage.removeItem(TOKEN);

/** Kept for this tab, until it is closed. */
export const keep = (given) => sessionStorage.setItem(TOKEN, given);

async function ask(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${token()}` } });
  if (answer.ok) return answer;
  const no = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, no.detail ?? answer.statusText);
}

export const read = async (what) => (await ask(`/api/admin/${what}`)).json();

export const metrics = async () => (await ask('/metrics')).text();

/** Does one thing; what comes of it, or why it is refused. */
export async function act(what) {
  const answer = await ask('/api/acts', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) });
  const [done] = (await answer.json()).done;
  if (done.type === 'error') throw new Refused(400, done.message);
  return done;
}

/** Logs in as anybody does, for a token. */
export function logIn(name, password) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`, 'rxchat.v1');
    const say = (what) => socket.send(JSON.stringify(what));
    let isOperator = false;
    const end = (settle, value) => {
      settle(value);
      socket.close();
    };
    socket.onopen = () => say({ type: 'login', name, password, ref: 'login' });
    socket.onerror = () => end(reject, new Error('The server cannot be reached.'));
    socket.onclose = () => reject(new Error('The server has closed the connection.'));
    socket.onmessage = ({ data }) => {
      const told = JSON.parse(data);
      if (told.type === 'login') isOperator = told.operator === true;
      else if (told.type === 'error') end(reject, new Error(told.message));
      else if (told.ref === 'login') isOperator ? say({ type: 'token', ref: 'token' }) : end(reject, new Error(`${name} is no operator.`));
      else if (told.type === 'token') end(resolve, told.token);
    };
  });
}
