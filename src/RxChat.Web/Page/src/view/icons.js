import { svg, html } from 'lit-html';

const PATHS = {
  menu: 'M3 6h18M3 12h18M3 18h18',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  people: 'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M2.5 20c.6-4 3-6 6.500-6s5.900 2 6.500 6M16 5.500a3.200 3.200 0 0 1 0 6.200M18 14.500c2 .8 3.200 2.600 3.500 5.500',
  reply: 'M10 6 4 12l6 6M4 12h9c4 0 7 2 7 7',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 14c1 1.700 2.300 2.500 4 2.500s3-.8 4-2.500M9 9.500v.1M15 9.500v.1',
  edit: 'M4 20l1-5L16 4l4 4L9 19l-5 1M13.500 6.500l4 4',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  link: 'M9 15l6-6M11 6l2-2a4.500 4.500 0 0 1 6.500 6.500l-2 2M13 18l-2 2a4.500 4.500 0 0 1-6.500-6.500l2-2',
  more: 'M5 12h1M11.5 12h1M18 12h1',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  send: 'M4 12 20 4l-5 16-3-7-8-1',
  gear: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 4.500v5M8 14.500v5',
  chart: 'M4 4v16h16M8 15l4-5 3 3 5-7',
  shield: 'M12 3l8 3v5c0 5-3.300 8.500-8 10-4.700-1.500-8-5-8-10V6l8-3',
  history: 'M4 12a8 8 0 1 0 3-6.200M4 4v4.500h4.500M12 8v4.500l3 2',
};

/** A drawing beside words, or in a button that has a label: nothing is read of it. */
export const icon = (name) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${PATHS[name]}></path>`}</svg>`;
