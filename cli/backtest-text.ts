import { causeLines, sliceLines, type AnomalyGroup } from '../engine/anomalies/index.ts'
import {
  count,
  dataSize,
  figure,
  nothingFoundText,
  periodText,
  unjudgedText,
  valueText,
} from '../engine/console/index.ts'
import type { BacktestResult } from '../engine/run/index.ts'
import type { Output, Style } from './io.ts'
import { printable, table } from './table.ts'

/** Groups of a table on a terminal; more would scroll the worst away. */
const MOST_ROWS = 30

/** Groups that are explained below a table on a terminal. */
const MOST_EXPLAINED = 5

/**
 * What a backtest learned from and tested, and what became of the records.
 *
 * @param result - the backtest
 * @returns lines, each with a line break
 */
export function backtestSummary(result: BacktestResult): string {
  const { intervals, grid, report } = result
  const unused = [
    [report.rejected, 'rejected'],
    [report.outside, 'outside the tested time'],
    [report.filtered, 'filtered out'],
    [report.overQuota, 'over the quota of metrics'],
  ] as const
  const left = unused.filter(([number]) => number > 0).map(([number, what]) => `${figure(number)} ${what}`)
  const lines = [
    `${result.detector}: ${count(result.metrics, 'metric')}, learned from ${count(intervals.learned, 'interval')}, ` +
      `tested ${figure(intervals.tested)}: ${periodText(intervals.testedFrom, intervals.testedTo, grid)} (${grid.zone}).`,
    `${count(report.read, 'record')} read${scannedText(report)}: ${left.length === 0 ? 'all' : figure(report.used)} used${left.map((each) => `, ${each}`).join('')}.`,
    ...report.rejections.map(({ reason, count: times, examples }) => {
      const [first] = examples
      const place = first === undefined ? '' : `, first in ${first.file}${first.line === 0 ? '' : `:${first.line}`}`
      const text = first?.text === undefined ? '' : ` ${JSON.stringify(first.text)}`
      return `  ${figure(times)} ${reason}${place}${text}`
    }),
  ]
  if (intervals.leftOut > 0) {
    lines.push(
      `${count(intervals.leftOut, 'older interval')} beyond the quota were left out; ` +
        '`quotas: { backtestIntervals: N }` in the spec raises it.',
    )
  }
  if (intervals.strays > 0) {
    lines.push(
      `${count(intervals.strays, 'interval')} with records lie far away from all others and were left out; ` +
        'look for wrong timestamps.',
    )
  }
  const empty = result.measures.filter((_, index) => report.used > 0 && report.empty[index] === report.used)
  if (empty.length > 0) lines.push(`No record has a value of ${empty.join(', ')}: check the names of the columns.`)
  if (result.unjudged > 0) lines.push(unjudgedText(result))
  return `${lines.join('\n')}\n`
}

/** What a query service has scanned for it, which is what it charges for. */
function scannedText({ scannedBytes }: BacktestResult['report']): string {
  return scannedBytes === undefined ? '' : ` (${dataSize(scannedBytes)} scanned)`
}

/**
 * The groups that a backtest found, the most severe first, as a table.
 *
 * @param result - the backtest
 * @param output - where it will be shown
 * @returns lines, each with a line break
 */
export function groupTable(result: BacktestResult, output: Output): string {
  const { groups, grid, alerts } = result
  if (groups.length === 0) return `${nothingFoundText(result)}\n`
  const ranked = groups.toSorted((a, b) => b.severity - a.severity || a.start - b.start)
  const shown = output.isTTY ? ranked.slice(0, MOST_ROWS) : ranked
  const alerted = Map.groupBy(alerts, ({ groupId }) => groupId)
  const text = table(
    [
      {
        title: 'severity',
        align: 'right',
        style: (cell, row) => output.style(severityStyle(shown[row]!.severity), cell),
      },
      { title: 'measure', least: 7 },
      { title: 'when', least: 24 },
      { title: 'metrics', align: 'right' },
      { title: 'worst value', least: 11 },
      { title: 'where', least: 8 },
      ...(alerts.length > 0 ? [{ title: 'alert', least: 5 }] : []),
    ],
    shown.map((group) => [
      group.severity.toFixed(1),
      group.measure,
      periodText(group.start, group.end, grid, { year: false }),
      figure(group.metricCount),
      worstValue(group),
      whereText(group),
      ...(alerts.length > 0 ? [(alerted.get(group.id) ?? []).map(({ alert }) => alert).join(', ')] : []),
    ]),
    output,
  )
  const more = ranked.length - shown.length
  return more > 0 ? `${text}${count(more, 'less severe group')} not shown; --report and --json have all.\n` : text
}

/**
 * What explains groups, the most severe first: slices, and measures that may have caused them.
 *
 * @param result - the backtest
 * @param output - where it will be shown
 * @returns lines, each with a line break; empty where there is nothing to say
 */
export function explanationText({ groups, grid, dimensions }: BacktestResult, output: Output): string {
  const explained = groups
    .toSorted((a, b) => b.severity - a.severity || a.start - b.start)
    .map((group) => ({ group, lines: [...sliceLines(group, dimensions), ...causeLines(group)] }))
    .filter(({ lines }) => lines.length > 0)
  if (explained.length === 0) return ''
  const shown = output.isTTY ? explained.slice(0, MOST_EXPLAINED) : explained
  return [
    output.style('bold', 'What explains them'),
    ...shown.flatMap(({ group, lines }) => [
      `${printable(group.measure)}, ${periodText(group.start, group.end, grid, { year: false })}:`,
      ...lines.map(({ text, detail }) => `  ${printable(text)}${detail === '' ? '' : ` (${detail})`}`),
    ]),
    '',
  ].join('\n')
}

/**
 * The dimension values that a group comes from: of each dimension the first ones, as many as make up most of it.
 *
 * @param group - the group
 * @returns such as `country us 100 %, platform web 48 % ios 31 %`
 */
export function whereText({ contributions }: AnomalyGroup): string {
  return contributions
    .toSorted((a, b) => (b.values[0]?.percent ?? 0) - (a.values[0]?.percent ?? 0))
    .map(({ dimension, values }) => {
      const first = values.slice(0, 2).filter(({ percent }, i) => i === 0 || percent >= 20)
      return `${dimension} ${first.map(({ value, percent }) => `${value} ${percent} %`).join(' ')}`
    })
    .join(', ')
}

function worstValue({ metrics }: AnomalyGroup): string {
  const points = metrics.flatMap((metric) => metric.points)
  const worst = points.toSorted((a, b) => b.score - a.score)[0]
  if (worst === undefined) return '-'
  return `${valueText(worst.value)}, ${worst.learning ? 'new' : `expected ${figure(worst.expected)}`}`
}

function severityStyle(severity: number): Style {
  if (severity >= 90) return ['red', 'bold']
  return severity >= 70 ? 'red' : severity >= 50 ? 'yellow' : 'dim'
}
