import uPlot from 'uplot';

const KEPT = 300, HEIGHT = 140;

/** A plot of the last five minutes that is drawn into an element; the colours are the element's. */
export class Chart {
  constructor(series, show) {
    Object.assign(this, { series, show, data: [[], ...series.map(() => [])] });
  }

  add(at, values) {
    [at, ...values].forEach((value, n) => {
      this.data[n].push(value);
      if (this.data[n].length > KEPT) this.data[n].shift();
    });
    this.drawn?.setData(this.data);
  }

  drawIn(element) {
    const { caretColor, borderTopColor, color, outlineColor, fontFamily } = getComputedStyle(element), look = `${color} ${element.clientWidth}`;
    if (this.element === element && this.look === look || element.clientWidth === 0) return;
    this.drawn?.destroy();
    Object.assign(this, { element, look });
    const axis = { stroke: caretColor, font: `11px ${fontFamily}`, grid: { stroke: borderTopColor, width: 1 }, ticks: { show: false } };
    this.drawn = new uPlot({
      width: element.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: { x: { range: (_, __, to) => [to - KEPT, to] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      axes: [{ ...axis, grid: { show: false }, size: 24, values: (_, times) => times.map((at) => new Date(at * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })) }, { ...axis, size: 60, space: 24, values: (_, values) => values.map(this.show) }],
      series: [{}, ...this.series.map((label, n) => ({ label, stroke: n === 0 ? color : outlineColor, width: 2, dash: n === 0 ? [] : [6, 4], points: { show: false }, spanGaps: true }))],
    }, this.data, element);
  }
}
