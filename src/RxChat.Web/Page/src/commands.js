/** What may be typed after a slash: the words of docs/protocol.md, as the objects that say the same. */
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 };

const seconds = (text) => {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text ?? '') ?? [];
  return number === undefined ? undefined : number * UNITS[unit];
};

const act = (name) => ({
  usage: `NAME ${name === 'ban' || name === 'mute' ? '[10m] ' : ''}[why]`,
  run: (app, room, rest) => {
    const [whom, ...more] = rest.split(/\s+/), lasts = seconds(more[0]);
    return app.moderate(room, { act: name, whom, seconds: lasts, reason: more.slice(lasts === undefined ? 0 : 1).join(' ') || undefined });
  },
});

const setting = (name, usage) => ({
  usage,
  run: (app, room, rest) => app.moderate(room, { act: name, value: name === 'slow' && rest !== 'off' ? `${seconds(rest) ?? rest}` : rest }),
});

export const COMMANDS = {
  join: { usage: 'ROOM', help: 'goes to a room', run: (app, room, rest) => app.go(rest || room.name) },
  leave: { usage: '[ROOM]', help: 'leaves it', run: (app, room, rest) => app.leave(rest ? app.store.room(rest) : room) },
  msg: {
    usage: 'NAME text', help: 'says something to one alone',
    run: (app, _, rest) => {
      const [, name, text] = /^@?(\S+)\s*(.*)$/s.exec(rest) ?? [];
      if (name) app.go(`@${name}`);
      if (text) app.say(app.store.room(`@${name}`), text);
    },
  },
  name: { usage: 'NAME', help: 'takes a name', run: (app, _, rest) => app.ask({ type: 'name', name: rest }) },
  topic: { usage: 'text', help: 'says what the room is about', run: (app, room, rest) => app.ask({ type: 'topic', room: room.name, text: rest }) },
  away: { usage: '[text]', help: 'tells that you are away', run: (app, _, rest) => app.beAway(rest) },
  back: { usage: '', help: 'tells that you are here', run: (app) => app.beHere() },
  ignore: { usage: 'NAME', help: 'hides what somebody says', run: (app, _, rest) => app.ignore(rest, true) },
  unignore: { usage: 'NAME', help: 'shows it again', run: (app, _, rest) => app.ignore(rest, false) },
  search: { usage: 'WORDS', help: 'finds messages', run: (app, room, rest) => app.search(room, rest) },
  kick: { ...act('kick'), help: 'puts somebody out' },
  ban: { ...act('ban'), help: 'keeps somebody out' },
  unban: { ...act('unban'), help: 'lets them in again' },
  mute: { ...act('mute'), help: 'lets somebody only listen' },
  unmute: { ...act('unmute'), help: 'lets them speak again' },
  slow: { ...setting('slow', '5s|off'), help: 'a message each so many seconds' },
  private: { ...setting('private', 'on|off'), help: 'only members come in' },
  access: { ...setting('access', 'none|joined|all'), help: 'who may read what was said before' },
  invite: { usage: 'NAME', help: 'lets somebody into a private room', run: (app, room, whom) => app.moderate(room, { act: 'role', whom, value: 'member' }) },
  role: {
    usage: 'NAME owner|moderator|member|none', help: 'gives rights',
    run: (app, room, rest) => {
      const [whom, value] = rest.split(/\s+/);
      return app.moderate(room, { act: 'role', whom, value });
    },
  },
  help: { usage: '', help: 'shows keys and commands', run: (app) => app.show({ name: 'help' }) },
};

/** Does what a line says; null if it is no command but a text, which is returned without its second slash. */
export function runLine(app, room, line) {
  if (!line.startsWith('/') || line.startsWith('//')) return { text: line.startsWith('//') ? line.slice(1) : line };
  const [, word, rest] = /^\/(\S*)\s*(.*)$/s.exec(line), name = word.toLowerCase(), command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    app.toast(`There is no command /${word}; /help lists them.`);
    return { text: null, isWrong: true };
  }
  command.run(app, room, rest.trim());
  return { text: null };
}
