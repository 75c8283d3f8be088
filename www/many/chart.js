/** The chart of a run: answers a second, 429s among them, and the quota. Loaded when it is first needed. */

import uPlot from 'uplot';

const HEIGHT = 180;

/** The distances between marks on the axis of time. */
const WHOLE_SECONDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 3600, 7200];

export class Chart {
  #plot;

  /** @param {HTMLElement} place gets the chart, and gives it its width */
  constructor(place) {
    const color = (name) => getComputedStyle(place).getPropertyValue(name).trim();
    const axis = { stroke: color('--text-light'), grid: { stroke: color('--line') }, ticks: { stroke: color('--line') } };
    this.#plot = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (plot, low, high) => [0, Math.max(1, high * 1.1)] } },
        axes: [
          { ...axis, incrs: WHOLE_SECONDS, values: (plot, seconds) => seconds.map((second) => `${second} s`) },
          { ...axis, size: 40 },
        ],
        series: [
          {},
          { label: 'Answered', stroke: color('--accent'), width: 2, points: { show: false } },
          { label: 'Too many (429)', stroke: color('--bad'), width: 2, points: { show: false } },
          { label: 'Quota', stroke: color('--doubt'), width: 2, dash: [6, 4], points: { show: false } },
        ],
      },
      [[], [], [], []],
      place,
    );
    new ResizeObserver(() => this.#plot.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  }

  /** Shows the series of `Rates`. */
  show(series) {
    this.#plot.setData(series);
  }
}
