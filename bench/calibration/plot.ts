import type { Interval } from '../../spec/interval.ts'
import type { Family } from './clean-data.ts'
import { SEVERITIES, statedRate, type Calibration } from './measure.ts'

const WIDTH = 960
const HEIGHT = 360
const PANEL = { left: 64, top: 56, width: 268, height: 236, gap: 32 }
const LEAST = 0.1
const MOST = 10
const COLOURS: Readonly<Record<Family, readonly [light: string, dark: string]>> = {
  Gaussian: ['#1f6feb', '#58a6ff'],
  'heavy tails': ['#bc4c00', '#f0883e'],
  counts: ['#1a7f37', '#3fb950'],
  autocorrelated: ['#8250df', '#bc8cff'],
}

/**
 * How many times as often as stated each severity came, one panel an interval, as an SVG that follows the reader's
 * light or dark scheme.
 */
export function calibrationPlot(results: readonly Calibration[]): string {
  const intervals = [...new Set(results.map(({ interval }) => interval))]
  const panels = intervals.map((interval, k) => {
    const own = results.filter((result) => result.interval === interval)
    return `<g transform="translate(${PANEL.left + k * (PANEL.width + PANEL.gap)} ${PANEL.top})">${panel(interval, own, k === 0)}</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title">
<title id="title">How many times as often as stated each severity comes on clean data; the band is a factor of two</title>
<style>
${style()}
</style>
${panels.join('\n')}
${legend()}
</svg>
`
}

function panel(interval: Interval, results: readonly Calibration[], labelled: boolean): string {
  const { width, height } = PANEL
  const ratios = [LEAST, 0.5, 1, 2, MOST]
  return [
    `<rect class="band" x="0" y="${at(2)}" width="${width}" height="${round(at(0.5) - at(2))}"/>`,
    ...ratios.map(
      (ratio) => `<line class="${ratio === 1 ? 'one' : 'grid'}" x2="${width}" y1="${at(ratio)}" y2="${at(ratio)}"/>`,
    ),
    ...(labelled ? ratios.map((ratio) => `<text class="end" x="-8" y="${at(ratio) + 4}">${ratio}x</text>`) : []),
    ...SEVERITIES.map(
      (severity) => `<text class="middle" x="${across(severity)}" y="${height + 18}">${severity}</text>`,
    ),
    `<text class="middle" x="${width / 2}" y="${height + 38}">severity</text>`,
    `<text class="head" y="-12">${interval}</text>`,
    ...results.map(line),
  ].join('\n')
}

function line({ data, points, counts }: Calibration): string {
  // Fewer than five are luck.
  const seen = SEVERITIES.map((severity, k) => ({
    severity,
    count: counts[k],
    ratio: counts[k] / points / statedRate(severity),
  }))
  const places = seen.filter(({ count }) => count >= 5).map(({ severity, ratio }) => `${across(severity)},${at(ratio)}`)
  return `<polyline class="${className(data.family)}" points="${places.join(' ')}"><title>${data.name}</title></polyline>`
}

function legend(): string {
  const families = Object.keys(COLOURS) as Family[]
  const items = families.map((family, k) => {
    const x = PANEL.left + k * 170
    return `<line class="${className(family)}" x1="${x}" x2="${x + 24}" y1="18" y2="18"/><text x="${x + 32}" y="22">${family}</text>`
  })
  return items.join('\n')
}

function style(): string {
  return [
    'text{font:12px system-ui,sans-serif;fill:#57606a}.head{font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}',
    'line,polyline{fill:none;stroke-width:1.6}.grid{stroke:#8c959f;stroke-opacity:.3;stroke-width:1}',
    '.one{stroke:#57606a;stroke-width:1;stroke-dasharray:4 3}.band{fill:#8c959f;fill-opacity:.15}',
    strokes(0),
    `@media (prefers-color-scheme:dark){text{fill:#9da7b3}.one{stroke:#9da7b3}${strokes(1)}}`,
  ].join('\n')
}

function strokes(scheme: 0 | 1): string {
  return Object.entries(COLOURS)
    .map(([family, colours]) => `.${className(family)}{stroke:${colours[scheme]}}`)
    .join('')
}

function className(family: string): string {
  return family.replace(' ', '-')
}

function across(severity: number): number {
  return round(((severity - 25) / 80) * PANEL.width)
}

function at(ratio: number): number {
  const within = Math.min(MOST, Math.max(LEAST, ratio))
  return round((Math.log(MOST / within) / Math.log(MOST / LEAST)) * PANEL.height)
}

function round(place: number): number {
  return Math.round(place * 10) / 10
}
