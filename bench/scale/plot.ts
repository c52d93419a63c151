import type { Point, Step } from './measured.ts'

const WIDTH = 720
const HEIGHT = 320
const PANEL = { left: 56, top: 40, width: 280, height: 220, gap: 72 }
const METRICS = [1_000, 10_000, 100_000, 1_000_000]

interface Panel {
  readonly title: string
  readonly unit: (figure: number) => string
  readonly marks: readonly number[]
  /** What Lambda has. */
  readonly limit: number
  readonly of: (step: Step) => number
}

const PANELS: readonly Panel[] = [
  {
    title: 'processor time of an interval',
    unit: (seconds) => `${seconds} s`,
    marks: [0.1, 1, 10, 100, 1_000],
    limit: 900,
    of: ({ cpuSeconds }) => cpuSeconds,
  },
  {
    title: 'memory at its peak',
    unit: (megabytes) => `${megabytes.toLocaleString('en')} MB`,
    marks: [100, 1_000, 10_000],
    limit: 10_240,
    of: ({ megabytes }) => megabytes,
  },
]

/** Time and memory of an interval against the number of metrics, both logarithmic, with what one function of Lambda has. */
export function scalePlot(points: readonly Point[]): string {
  const panels = PANELS.map(
    (panel, k) =>
      `<g transform="translate(${PANEL.left + k * (PANEL.width + PANEL.gap)} ${PANEL.top})">${drawn(panel, points)}</g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">Time and memory of an hourly interval against the number of metrics; the dashed line is the limit of one function</title>
<style>
text{font:12px system-ui,sans-serif;fill:#57606a}.head{font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}
.grid{stroke:#8c959f;stroke-opacity:.3}.limit{stroke:#cf222e;stroke-dasharray:4 3}polyline{fill:none;stroke:#1f6feb;stroke-width:1.6}circle{fill:#1f6feb}
@media (prefers-color-scheme:dark){text{fill:#9da7b3}.limit{stroke:#f85149}polyline{stroke:#58a6ff}circle{fill:#58a6ff}}
</style>
${panels.join('\n')}
</svg>
`
}

function drawn({ title, unit, marks, limit, of }: Panel, points: readonly Point[]): string {
  const { width, height } = PANEL
  const across = (metrics: number): number => placeOf(metrics, METRICS) * width
  const down = (figure: number): number => (1 - placeOf(figure, [...marks, limit])) * height
  const places = points.map(({ metrics, steps }) => [across(metrics), down(Math.min(...steps.map(of)))].map(round))
  return [
    `<text class="head" y="-16">${title}</text>`,
    ...marks.flatMap((mark) => [
      `<line class="grid" x2="${width}" y1="${round(down(mark))}" y2="${round(down(mark))}"/>`,
      `<text class="end" x="-8" y="${round(down(mark)) + 4}">${unit(mark)}</text>`,
    ]),
    ...METRICS.map(
      (metrics) =>
        `<text class="middle" x="${round(across(metrics))}" y="${height + 18}">${metrics.toLocaleString('en')}</text>`,
    ),
    `<text class="middle" x="${width / 2}" y="${height + 38}">metrics</text>`,
    `<line class="limit" x2="${width}" y1="${round(down(limit))}" y2="${round(down(limit))}"/>`,
    `<polyline points="${places.map((place) => place.join(',')).join(' ')}"/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3"/>`),
  ].join('\n')
}

/** 0 at the least of a logarithmic scale, 1 at the greatest. */
function placeOf(figure: number, scale: readonly number[]): number {
  const [least, most] = [Math.min(...scale), Math.max(...scale)]
  return Math.log(figure / least) / Math.log(most / least)
}

function round(place: number): number {
  return Math.round(place * 10) / 10
}
