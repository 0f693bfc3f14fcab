/** What the page keeps in this browser, under one key each. */
const read = (storage, name, otherwise) => {
  try {
    return JSON.parse(storage.getItem(`rxchat.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
};

const write = (storage, name, value) => {
  try {
    if (value === undefined || value === null) storage.removeItem(`rxchat.${name}`);
    else storage.setItem(`rxchat.${name}`, JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs only what would have been kept.
  }
};

const kept = (storage, name, otherwise) => ({
  get: () => read(storage, name, otherwise),
  set: (value) => write(storage, name, value),
});

/** By which one comes back as who one was. */
export const token = kept(localStorage, 'token', undefined);
/** What one was called when the token was given, as a guest. */
export const named = kept(localStorage, 'named', undefined);
export const rooms = kept(localStorage, 'rooms', ['lobby']);
/** Of who has no account: the epoch and number up to which each room was read. */
export const reads = kept(localStorage, 'reads', {});
export const drafts = kept(localStorage, 'drafts', []);
export const theme = kept(localStorage, 'theme', 'auto');
export const notifies = kept(localStorage, 'notifies', false);
export const queries = kept(localStorage, 'queries', []);
/** What was said in this tab and is not known to be kept. */
export const outbox = kept(sessionStorage, 'outbox', []);
