// Makes what the server embeds (built/) of src/: `npm ci && npm run build`. The result is in the repository, so that building the
// server needs no Node.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url)), at = (path) => `${folder}${path}`;
const made = { bundle: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', charset: 'utf8', logLevel: 'warning', absWorkingDir: folder };

await build({ ...made, entryPoints: { page: 'src/main.js', plot: 'src/plot.js', style: 'src/page.css' }, external: ['/plot.js'], outdir: process.argv[2] ?? 'built', entryNames: '[name]' });
// Whose work is in it.
const notice = '/*! lit-html (c) 2017-2020 Google LLC, BSD-3-Clause; linkify-it (c) Vitaly Puzrin, uc.micro (c) Mathias Bynens, uPlot (c) Leon Sorokin, MIT */\n';
// Of the templates: lines and their indentation say nothing.
const page = `${process.argv[2] ?? at('built')}/page.js`;
writeFileSync(page, readFileSync(page, 'utf8').replace(/\n\s+/g, ' ') + notice);
// The operator's desk is a page of its own, which people who talk never load.
const out = process.argv[2] ?? 'built', desk = `${out}/desk/desk.js`;
await build({ ...made, entryPoints: { desk: 'src/desk/main.js' }, outdir: `${out}/desk`, entryNames: '[name]' });
await build({ ...made, entryPoints: { desk: 'src/desk/desk.css' }, outdir: `${out}/desk`, entryNames: '[name]' });
writeFileSync(desk, readFileSync(desk, 'utf8').replace(/\n\s+/g, ' ') + notice);
const shell = ['page.js', 'plot.js', 'style.css'].map((name) => readFileSync(`${process.argv[2] ?? at('built')}/${name}`)).concat(readFileSync(at('static/index.html')));
const hash = createHash('sha256').update(Buffer.concat(shell)).digest('hex').slice(0, 12);
await build({ ...made, entryPoints: { sw: 'src/sw.js' }, outdir: process.argv[2] ?? 'built', define: { BUILD: JSON.stringify(hash) } });
