import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { secondsOf } from '../format/days.ts';
import type { MetricWords } from '../format/metric-table.ts';
import { formatDay, formatMetric, formatShort, formatShortDay } from '../format/words.ts';
import { useColorScheme } from '../state/use-color-scheme.ts';

export interface ChartLine {
  readonly label: string;
  /** One a day of the chart; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface LineChartProps {
  /** What is drawn, for those who cannot see it; the numbers are in the table below. */
  readonly title: string;
  readonly days: readonly string[];
  /** At most five: there are as many colours. */
  readonly lines: readonly ChartLine[];
  readonly words: MetricWords;
}

const DAY_S = 86_400;
const DAY_STEPS = [1, 2, 7, 14, 28, 91, 182, 365].map((days) => days * DAY_S);
const HEIGHT = 260;

/** Lines over days. */
export function LineChart({ title, days, lines, words }: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useColorScheme();

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const data: uPlot.AlignedData = [days.map(secondsOf), ...lines.map(({ values }) => [...values])];
    const chart = new uPlot(chartOptions(element, lines, words), data, element);
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [days, lines, words, scheme]);

  return <div ref={host} class="chart" role="img" aria-label={title} />;
}

function chartOptions(element: HTMLElement, lines: readonly ChartLine[], words: MetricWords): uPlot.Options {
  const colors = getComputedStyle(element);
  const axis = {
    stroke: colors.getPropertyValue('--quiet'),
    grid: { stroke: colors.getPropertyValue('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [12, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false } },
    hooks: { ready: [showLatest], setCursor: [showLatest] },
    scales: { x: { time: true }, y: { range: rangeOf } },
    axes: [
      {
        ...axis,
        size: 28,
        incrs: DAY_STEPS,
        space: 72,
        values: (_, splits) => splits.map((at) => formatShortDay(at * 1000)),
      },
      { ...axis, size: 64, values: (_, splits) => splits.map((value) => formatShort(value, words)) },
    ],
    series: [
      { label: 'Day', value: (_, at) => (at == null ? '–' : formatDay(new Date(at * 1000).toISOString())) },
      ...lines.map(({ label }, index) => ({
        label,
        stroke: colors.getPropertyValue(`--line-${index + 1}`),
        width: 2,
        points: { size: 5 },
        value: (_: uPlot, value: number | null) => formatMetric(value, words),
      })),
    ],
  };
}

/** Without a pointer over the chart its legend tells the numbers of the last day that has any. */
function showLatest(chart: uPlot): void {
  if (chart.cursor.idx != null) return;
  const [days, ...lines] = chart.data;
  const idx = days.findLastIndex((_, index) => lines.some((values) => values[index] != null));
  if (idx >= 0) chart.setLegend({ idx });
}

/** A flat line is drawn in the middle rather than along the edge; nothing that is counted lies below 0. */
function rangeOf(_: uPlot, low: number, high: number): uPlot.Range.MinMax {
  const margin = high === low ? Math.max(1, high * 0.1) : (high - low) * 0.1;
  return [Math.max(0, low - margin), high + margin];
}
