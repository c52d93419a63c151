import { causeLines, sliceLines, worstPoint, type AnomalyGroup } from '../engine/anomalies/index.ts'
import {
  count,
  dataSize,
  figure,
  nothingFoundText,
  periodText,
  strayText,
  unjudgedText,
  usedButForText,
  valueText,
} from '../engine/console/index.ts'
import type { BacktestResult } from '../engine/run/index.ts'
import type { Output, Style } from './io.ts'
import { emptyLines, rejectionLines } from './records-text.ts'
import { printable, table } from './table.ts'

/** Severity from which groups are listed where no threshold is given. Chance reaches it once in 100 intervals of a measure. */
export const LISTED_FROM = 25

/** Groups that are listed however severe they are, so that a calm history shows what it came to. */
const LEAST_ROWS = 3

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
    `${count(report.read, 'record')} read${scannedText(report)}: ${left.length === 0 ? 'all' : figure(report.used)} used${usedButForText(result)}${left.map((each) => `, ${each}`).join('')}.`,
    ...rejectionLines(report),
  ]
  if (intervals.leftOut > 0) {
    lines.push(
      `${count(intervals.leftOut, 'older interval')} beyond the quota were left out; ` +
        '`quotas: { backtestIntervals: N }` in the spec raises it.',
    )
  }
  if (intervals.strays > 0) lines.push(strayText(result))
  lines.push(...emptyLines(report, result.measures))
  if (result.unjudged > 0) lines.push(unjudgedText(result))
  return `${lines.join('\n')}\n`
}

/** What a query service has scanned for it, which is what it charges for. */
function scannedText({ scannedBytes }: BacktestResult['report']): string {
  return scannedBytes === undefined ? '' : ` (${dataSize(scannedBytes)} scanned)`
}

/**
 * The groups that a backtest found, the most severe first, as a table, and how many it does not list.
 *
 * @param result - the backtest
 * @param output - where it will be shown
 * @param from - severity from which groups are listed; others are where an alert would have fired for them, and the most
 *   severe where there are hardly any
 * @returns lines, each with a line break
 */
export function groupTable(result: BacktestResult, output: Output, from = 0): string {
  const { groups, grid, alerts } = result
  if (groups.length === 0) return `${nothingFoundText(result)}\n`
  const listed = listedGroups(result, from)
  const shown = output.isTTY ? listed.slice(0, MOST_ROWS) : listed
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
  const calm = shown[0]!.severity < from ? `No group reaches severity ${from}. The most severe:\n` : ''
  return `${calm}${text}${unlistedText(groups.length, listed.length, shown.length, output, from)}`
}

/**
 * What explains the groups that `groupTable` lists, the most severe first: slices, and measures that may have caused them.
 *
 * @param result - the backtest
 * @param output - where it will be shown
 * @param from - as that of `groupTable`
 * @returns lines, each with a line break; empty where there is nothing to say
 */
export function explanationText(result: BacktestResult, output: Output, from = 0): string {
  const { grid, dimensions } = result
  const explained = listedGroups(result, from)
    .map((group) => ({ group, lines: [...sliceLines(group, dimensions), ...causeLines(group)] }))
    .filter(({ lines }) => lines.length > 0)
  if (explained.length === 0) return ''
  const shown = output.isTTY ? explained.slice(0, MOST_EXPLAINED) : explained
  const more = explained.length - shown.length
  return [
    output.style('bold', 'What explains them'),
    ...shown.flatMap(({ group, lines }) => [
      `${printable(group.measure)}, ${periodText(group.start, group.end, grid, { year: false })}:`,
      ...lines.map(({ text, detail }) => `  ${printable(text)}${detail === '' ? '' : ` (${detail})`}`),
    ]),
    ...(more > 0 ? [`… and ${count(more, 'more group')}, which --report and --json explain, too.`] : []),
    '',
  ].join('\n')
}

/** The most severe first. */
function listedGroups({ groups, alerts }: BacktestResult, from: number): readonly AnomalyGroup[] {
  const alerted = new Set(alerts.map(({ groupId }) => groupId))
  return groups
    .toSorted((a, b) => b.severity - a.severity || a.start - b.start)
    .filter(({ id, severity }, rank) => rank < LEAST_ROWS || severity >= from || alerted.has(id))
}

/** How many groups a table does not show, and how they are seen; empty where it shows all. */
function unlistedText(all: number, listed: number, shown: number, output: Output, from: number): string {
  const below = all - listed
  if (below === 0 && shown === listed) return ''
  if (below === 0) return `${count(listed - shown, 'less severe group')} not shown; --report and --json have all.\n`
  const more = `… and ${count(all - shown, 'more group')}`
  if (shown < listed) return `${more}, ${figure(below)} of them below severity ${from}; --report and --json have all.\n`
  const cut = output.isTTY && all > MOST_ROWS
  const seen = cut ? `the ${MOST_ROWS} most severe, --report and --json have all` : 'all'
  return `${more} below severity ${from}; --threshold 0 lists ${seen}.\n`
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
  const points = metrics.flatMap((metric) => worstPoint(metric) ?? [])
  const worst = points.toSorted((a, b) => b.score - a.score)[0]
  if (worst === undefined) return '-'
  return `${valueText(worst.value)}, ${worst.learning ? 'new' : `expected ${figure(worst.expected)}`}`
}

function severityStyle(severity: number): Style {
  if (severity >= 90) return ['red', 'bold']
  return severity >= 70 ? 'red' : severity >= 50 ? 'yellow' : 'dim'
}
