import LinkifyIt from 'linkify-it';
import { html } from 'lit-html';

const links = new LinkifyIt().add('ftp:', null).add('//', null);

/** Characters of a link: what is longer is looked through in a time that grows with its square. */
const MOST_OF_LINK = 1000;

/** Without marks upon marks, which take a browser seconds to draw. */
export const drawable = (text) => text.replace(/(\p{M}{20})\p{M}+/gu, '$1');

/** A text with its links; nothing else of it is more than text. */
export function linked(text, tabIndex = 0) {
  const parts = [];
  let plain = '';
  for (const word of drawable(text).split(/(\s+)/)) {
    let from = 0;
    for (const { index, lastIndex, url } of (word.length <= MOST_OF_LINK && links.match(word)) || []) {
      parts.push(plain + word.slice(from, index), link(url, word.slice(index, lastIndex), tabIndex));
      plain = '';
      from = lastIndex;
    }
    plain += word.slice(from);
  }
  return [...parts, plain];
}

function link(url, shown, tabIndex) {
  return /^(https?|mailto):/i.test(url) ? html`<a href=${url} tabindex=${tabIndex} target="_blank" rel="noopener noreferrer nofollow">${shown}</a>` : shown;
}

/** One of eight hues, always the same for a name. */
export function hueOf(name) {
  let sum = 7;
  for (const character of name.toLowerCase()) sum = (sum * 31 + character.codePointAt(0)) % 1_000_003;
  return `hue-${sum % 8}`;
}

/** What a marble says: the first character of a name, or of a guest its number. */
export function initialOf(name) {
  const guest = /^guest-(\d{1,2})/.exec(name);
  return guest ? guest[1] : [...new Intl.Segmenter().segment(name)][0]?.segment.toUpperCase() ?? '';
}

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const brief = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

export const timeOf = (at) => clock.format(new Date(at));
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
export const exactClockOf = (time) => seconds.format(new Date(time)).replace(/:00$/, '');
export const briefTimeOf = (at) => brief.format(new Date(at));
export const exactTimeOf = (at) => exact.format(new Date(at));
export const shortTimeOf = (at) => (isSameDay(Date.parse(at), Date.now()) ? timeOf(at) : `${short.format(new Date(at))} ${timeOf(at)}`);

const DAY = 86_400_000;

/** Whether two moments are of one day where one is. */
export function isSameDay(one, other) {
  return Math.abs(one - other) < DAY && new Date(one).getDate() === new Date(other).getDate();
}

export function dayOf(time, now = Date.now()) {
  return isSameDay(time, now) ? 'Today' : isSameDay(time, now - DAY) ? 'Yesterday' : day.format(new Date(time));
}

const WORDS = {
  kick: (act) => `removed ${act.whom}`,
  ban: (act) => `banned ${act.whom}`,
  unban: (act) => `let ${act.whom} in again`,
  mute: (act) => `muted ${act.whom}`,
  unmute: (act) => `lets ${act.whom} speak again`,
  slow: (act) => (act.value === 'off' || act.value === '0' ? 'ended slow mode' : `made the room slow: a message each ${act.value} seconds`),
  private: (act) => (act.value === 'off' ? 'opened the room to everybody' : 'made the room private'),
  role: (act) => (act.value === 'none' ? `took ${act.whom}'s rights back` : `made ${act.whom} ${act.value}`),
  access: (act) => `lets ${({ all: 'everybody', joined: 'who was there', none: 'nobody' })[act.value] ?? act.value} read what was said before`,
};

/** An act of moderation, as a sentence without who did it. */
export function actOf(act) {
  const until = act.until ? ` until ${shortTimeOf(act.until)}` : '';
  return `${(WORDS[act.act] ?? (() => act.act))(act)}${until}${act.reason ? `: ${act.reason}` : ''}`;
}

/** Names as people list them. */
export function listOf(names, most = 3) {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} others`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}
