/** What keys do wherever one is; those of the field are in view/composer.js. */
export const KEYS = [
  ['Ctrl K', 'go to a room or a person'],
  ['Alt ↑', 'the room above; with Alt ↓ below'],
  ['Alt Shift ↓', 'the next one with something unread'],
  ['↑', 'in an empty field: edit what you said last'],
  ['Ctrl ↑', 'in the field: what you wrote before'],
  ['Tab', 'in the field: complete a name or a command'],
  ['Esc', 'all is read; closes what is open'],
  ['Shift Tab', 'from the field to the messages: ↑ and ↓ walk, Tab reaches what can be done'],
];

export function onKey(app, event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') {
    event.preventDefault();
    app.show({ name: 'switcher' });
  } else if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
    event.preventDefault();
    walk(app, key === 'ArrowUp' ? -1 : 1, shiftKey);
  } else if (key === 'Escape' && !app.ui.dialog) {
    if (app.ui.isDrawerOpen) app.drawer(false);
    else if (app.ui.panel) app.panel('');
    else app.allRead();
  }
}

function walk(app, by, isUnread) {
  const order = (one, other) => one.isDirect - other.isDirect || one.name.localeCompare(other.name);
  const rooms = [...app.store.rooms.values()].sort(order), at = rooms.indexOf(app.room);
  for (let step = 1; step < rooms.length; step++) {
    const next = rooms[(at + by * step + rooms.length * step) % rooms.length];
    if (!isUnread || next.unread > 0) return app.go(next.name);
  }
}
