import uPlot from 'uplot';

const drawn = new WeakMap(), HEIGHT = 110;

/** Draws bars of how many there were in each window; the colours are those of the element. */
export function plot(element, points, clockOf) {
  const data = [points.map(({ at }) => Date.parse(at) / 1000), points.map(({ count }) => count)];
  const { color, borderTopColor, caretColor, fontFamily } = getComputedStyle(element), look = `${color} ${element.clientWidth}`;
  const known = drawn.get(element);
  if (known?.look === look) return known.chart.setData(data);
  known?.chart.destroy();
  const axis = { stroke: caretColor, font: `11px ${fontFamily}`, grid: { stroke: borderTopColor, width: 1 }, ticks: { show: false } };
  const half = Math.max(0.5, (Date.parse(points.at(-1).at) - Date.parse(points.at(-1).since)) / 2000);
  const chart = new uPlot({
    width: element.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
    scales: { x: { range: (_, from, to) => [from - half, to + half] }, y: { range: (_, __, most) => [0, Math.max(1, most)] } },
    axes: [{ ...axis, grid: { show: false }, space: 70, size: 24, values: (_, times) => times.map((time) => clockOf(time * 1000)) }, { ...axis, size: 32, space: 24, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 10_000, 100_000] }],
    series: [{}, { stroke: color, fill: color, paths: uPlot.paths.bars({ size: [0.8, 24] }), points: { show: false } }],
  }, data, element);
  drawn.set(element, { chart, look });
}
