/** What /metrics says (Prometheus' text format): by name, each line's labels and value. */
export function parse(text) {
  const read = new Map();
  for (const line of text.split('\n')) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!found) continue;
    const labels = {};
    for (const [, name, value] of (found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) labels[name] = value;
    if (!read.has(found[1])) read.set(found[1], []);
    read.get(found[1]).push({ labels, value: Number(found[3]) });
  }
  return read;
}

export const sum = (read, name) => (read.get(name) ?? []).reduce((all, { value }) => all + value, 0);

export const by = (read, name, label) => (read.get(name) ?? []).map(({ labels, value }) => [labels[label] ?? '', value]).filter(([, value]) => value > 0);

/** Under which so much of what was recorded between two readings is; null where nothing was. */
export function quantile(before, after, name, part) {
  const old = new Map((before.get(`${name}_bucket`) ?? []).map(({ labels, value }) => [labels.le, value]));
  const bounds = (after.get(`${name}_bucket`) ?? []).map(({ labels, value }) => ({ up: Number(labels.le.replace('+Inf', 'Infinity')), count: value - (old.get(labels.le) ?? 0) })).sort((one, other) => one.up - other.up);
  const wanted = (bounds.at(-1)?.count ?? 0) * part;
  if (wanted <= 0) return null;
  const at = bounds.findIndex(({ count }) => count >= wanted), from = at > 0 ? bounds[at - 1] : { up: 0, count: 0 }, to = bounds[at];
  return Number.isFinite(to.up) ? from.up + (to.up - from.up) * (wanted - from.count) / (to.count - from.count) : from.up;
}

/** What is shown of two readings. */
export function figuresOf(before, after) {
  const seconds = Math.max(0.001, (after.at - before.at) / 1000);
  const rate = (name) => Math.max(0, (sum(after.read, name) - sum(before.read, name)) / seconds);
  const late = (part) => quantile(before.read, after.read, 'rxchat_message_latency_seconds', part);
  return {
    at: after.at / 1000, messages: rate('rxchat_entries_total'), deliveries: rate('rxchat_deliveries_total'),
    sent: rate('rxchat_sent_bytes_total'), refusals: rate('rxchat_refusals_total'), p50: late(0.5), p99: late(0.99),
    connections: sum(after.read, 'rxchat_connections'), queued: sum(after.read, 'rxchat_queued_bytes'), blocked: sum(after.read, 'rxchat_clients_blocked'),
  };
}

const units = (value, steps, base) => {
  let at = 0;
  while (value >= base && at < steps.length - 1) (value /= base, at++);
  return `${value >= 100 || at === 0 && Number.isInteger(value) ? Math.round(value) : value.toFixed(1)}${steps[at]}`;
};

export const number = (value) => units(value, ['', 'k', 'M', 'G'], 1000);
export const bytes = (value) => units(value, [' B', ' KiB', ' MiB', ' GiB'], 1024);
export const time = (seconds) => seconds === null ? 'none' : seconds < 1 ? `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms` : `${seconds.toFixed(1)} s`;
