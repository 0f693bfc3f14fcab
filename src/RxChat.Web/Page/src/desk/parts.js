import { html, nothing } from 'lit-html';

export const button = (label, click, more = {}) => html`<button type="button" class=${more.loud ? 'loud' : ''} @click=${click}>${label}</button>`;

export const table = (caption, heads, rows) => html`<div class="wide" tabindex="0" role="region" aria-label=${caption}><table><caption>${caption}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table>${rows.length ? nothing : html`<p class="none">Nothing here.</p>`}</div>`;
