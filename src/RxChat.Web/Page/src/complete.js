import { COMMANDS } from './commands.js';

/** The words that the one before the caret may become: commands, rooms, names. */
export function complete(app, room, text, caret) {
  const start = /\S*$/.exec(text.slice(0, caret)).index, typed = text.slice(start, caret).toLowerCase();
  const [before, after] = [text.slice(0, start), text.slice(caret)];
  const fits = (word) => typed !== '' && word.toLowerCase().startsWith(typed);
  if (start === 0 && typed.startsWith('/')) {
    return { before, after, words: Object.keys(COMMANDS).map((name) => `/${name}`).filter(fits).map((word) => `${word} `) };
  }
  const sign = /^[@#]/.exec(typed)?.[0] ?? '', wanted = typed.slice(sign.length);
  const spoke = room.timeline.rows.map((row) => row.from).filter(Boolean).reverse();
  const people = [...new Set([...spoke, ...room.members])].filter((name) => name !== app.store.me);
  const rooms = [...app.store.rooms.values()].filter((other) => !other.isDirect).map(({ name }) => name);
  const names = (sign === '#' ? rooms : people).filter((name) => wanted !== '' && name.toLowerCase().startsWith(wanted));
  const isFirst = before === '' && sign === '';
  return { before, after, words: names.map((name) => `${sign === '@' ? '@' : ''}${name}${isFirst ? ': ' : ' '}`) };
}
