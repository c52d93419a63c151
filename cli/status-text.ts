import { count, duration, figure, timeText } from '../engine/console/index.ts'
import type { IntervalOutcome, OperatingReport } from '../engine/history/index.ts'
import type { Output, Style } from './io.ts'
import { runbookOf, type SeenState } from './status-json.ts'
import { printable, table } from './table.ts'

/**
 * How detectors are doing, for people: a table of all where there are several, then in full those that need somebody, and those that were
 * asked for.
 */
export function statusText({ url, inFull, reports, now }: SeenState, output: Output): string {
  const troubled = reports.filter(({ attention }) => attention.length > 0)
  const verdict =
    troubled.length === 0
      ? output.style('green', 'all is well')
      : output.style('red', `${troubled.length} ${troubled.length === 1 ? 'needs' : 'need'} somebody`)
  const head = `${output.style('bold', printable(url))}  ${count(reports.length, 'detector')}, ${verdict}\n`
  const shown = reports.filter((report) => reports.length === 1 || inFull.has(report.name) || troubled.includes(report))
  const overview = reports.length === 1 ? [] : [overviewText(reports, output)]
  return [head, ...overview, ...shown.map((report) => detectorText(report, now, output))].join('\n')
}

/** Each outcome has a form of its own, so that it is told without colours too. */
const SIGNS: Readonly<Record<IntervalOutcome['outcome'], { readonly sign: string; readonly style: Style }>> = {
  COMPLETED: { sign: '■', style: 'green' },
  PASSED_OVER: { sign: '□', style: 'yellow' },
  FAILED: { sign: '✗', style: 'red' },
  DUE: { sign: '·', style: 'dim' },
}

const OUTCOMES: Readonly<Record<IntervalOutcome['outcome'], string>> = {
  COMPLETED: 'executed',
  PASSED_OVER: 'passed over',
  FAILED: 'failed, still due',
  DUE: 'due',
}

/** Intervals of a strip. */
const STRIP = 20

function overviewText(reports: readonly OperatingReport[], output: Output): string {
  const rows = reports.map((report) => [
    report.name,
    report.status ?? 'unknown',
    report.health,
    report.last === null || report.grid === null ? '-' : timeText(report.last.start, report.grid),
    behindText(report),
    report.intervals
      .slice(0, STRIP)
      .map(({ outcome }) => SIGNS[outcome].sign)
      .toReversed()
      .join(''),
    report.attention.map(({ code }) => code).join(', '),
  ])
  const columns = [
    { title: 'DETECTOR', least: 12 },
    { title: 'STATUS' },
    { title: 'HEALTH', style: (text: string, row: number) => output.style(healthStyle(reports[row]!), text) },
    { title: 'LAST INTERVAL' },
    { title: 'BEHIND' },
    { title: 'NEWEST', least: 6 },
    { title: 'NEEDS', least: 8, style: (text: string) => output.style('red', text) },
  ]
  return table(columns, rows, output)
}

function detectorText(report: OperatingReport, now: number, output: Output): string {
  const { name, status, health, healthText, attention } = report
  const state = [status ?? 'status unknown', output.style(healthStyle(report), health)].join(', ')
  // What needs somebody says it at greater length.
  const why = attention.length > 0 ? '' : ` ${output.style('dim', printable(healthText))}`
  const facts = (status === null ? [] : factsOf(report, now)).map(
    ([title, text]) =>
      `  ${output.style('dim', title.padEnd(13))} ${wrapped(printable(text), ' '.repeat(16), output).trimStart()}`,
  )
  const needs = attention.map((one) => {
    const line = wrapped(printable(one.text), '    ', output)
    return `  ${output.style('red', '!')} ${line.trimStart()}    ${output.style('dim', `${one.code}: ${runbookOf(one)}`)}\n`
  })
  const blocks = [
    `${output.style('bold', printable(name))}  ${state}${why}\n`,
    ...(needs.length === 0 ? [] : [needs.join('')]),
    ...(facts.length === 0 ? [] : [facts.join('')]),
    ...(report.intervals.length === 0 ? [] : [intervalsText(report, output)]),
  ]
  return blocks.join('\n')
}

function factsOf(report: OperatingReport, now: number): readonly (readonly [string, string])[] {
  const { grid, last, learning, nextDue, waiting, undeliverable, settled, records, unreadFeedback, misfits } = report
  const at = (moment: number): string =>
    grid === null ? new Date(moment).toISOString() : momentText(moment, grid.zone)
  const ago = (moment: number): string => `${at(moment)}, ${duration(Math.max(0, now - moment))} ago`
  const facts: (readonly [string, string])[] = [
    ['interval', report.interval === null ? 'unknown' : `${report.interval}, ${grid?.zone ?? ''}`],
    ['generation', generationText(report, report.since === null ? '' : `, ${report.status} since ${at(report.since)}`)],
    ['managed by', report.managedBy ?? 'nobody: it may be changed by hand'],
  ]
  if (last !== null && grid !== null) {
    const what = last.sequence === 0 ? `the history until ${at(last.end)}` : timeText(last.start, grid)
    facts.push(['last commit', `${what}, number ${last.sequence}, written ${ago(last.writtenAt)}`])
  }
  if (nextDue !== null) {
    facts.push([
      'next due',
      nextDue > now ? `${at(nextDue)}, in ${duration(nextDue - now)}` : `${at(nextDue)}: ${behindText(report)}`,
    ])
  }
  if (learning !== null) {
    const enough = learning.learned >= learning.needed
    const of = enough ? 'enough to find anomalies' : `${learning.needed} are needed before it finds anomalies`
    facts.push(['learned', `${count(learning.learned, 'interval')}, ${of}`])
  }
  if (last !== null) {
    facts.push(['open groups', figure(report.openGroups)])
    facts.push(['alerts', alertsText(waiting, undeliverable.length, settled, at)])
  }
  if (records.rejections.length > 0) {
    const reasons = records.rejections.map(({ reason, count: number }) => `${figure(number)} ${reason}`)
    facts.push(['rejected', `${figure(records.rejected)} of ${count(records.read, 'record')}: ${reasons.join(', ')}`])
  }
  if (unreadFeedback !== null) facts.push(['feedback', `${count(unreadFeedback.objects, 'object')} cannot be read`])
  if (misfits.length > 0) facts.push(['left out', misfits.map(({ alert }) => alert).join(', ')])
  return facts
}

function generationText({ generation }: OperatingReport, since: string): string {
  return generation === null ? `none yet${since}` : `${generation}${since}`
}

function alertsText(
  waiting: OperatingReport['waiting'],
  undeliverable: number,
  settled: number,
  at: (moment: number) => string,
): string {
  const [oldest] = waiting.alerts
  const parts = [
    waiting.count === 0
      ? 'none waits'
      : `${count(waiting.count, 'alert')} waiting${oldest ? ` since ${at(oldest.since)}` : ''}`,
    settled === 0 ? 'none was sent yet' : `${undeliverable} of the last ${settled} could not be delivered`,
  ]
  return parts.join(', ')
}

function intervalsText({ intervals, grid }: OperatingReport, output: Output): string {
  const rows = intervals.map(({ start, outcome, attempts, tookMs, report, groups, alerts, failure }) => [
    `${SIGNS[outcome].sign} ${grid === null ? new Date(start).toISOString() : timeText(start, grid)}`,
    OUTCOMES[outcome],
    attempts === 0 ? '-' : figure(attempts),
    tookMs === null ? '-' : duration(tookMs),
    figure(report?.read ?? null),
    figure(report?.used ?? null),
    figure(report?.rejected ?? null),
    groups === 0 ? '' : figure(groups),
    alerts === 0 ? '' : figure(alerts),
    failure?.message ?? '',
  ])
  const styleOf = (row: number): Style => SIGNS[intervals[row]!.outcome].style
  const columns = [
    { title: '  INTERVAL', style: (text: string, row: number) => output.style(styleOf(row), text) },
    { title: 'OUTCOME' },
    { title: 'TRIES', align: 'right' },
    { title: 'TOOK', align: 'right' },
    { title: 'READ', align: 'right' },
    { title: 'USED', align: 'right' },
    { title: 'REJECTED', align: 'right' },
    { title: 'GROUPS', align: 'right' },
    { title: 'ALERTS', align: 'right' },
    { title: 'WHY', least: 10 },
  ] as const
  // A column that says nothing takes room from those that do.
  const told = columns.flatMap((_, i) => (rows.some((row) => row[i] !== '' && row[i] !== '-') ? [i] : []))
  const text = table(
    told.map((i) => columns[i]!),
    rows.map((row) => told.map((i) => row[i]!)),
    { ...output, columns: output.columns - 2, isTTY: output.isTTY, style: output.style.bind(output) },
  )
  return text.replaceAll(/^(?=.)/gm, '  ')
}

function behindText({ lag }: OperatingReport): string {
  if (lag === null) return '-'
  return lag.intervals === 0 ? 'up to date' : `${count(lag.intervals, 'interval')}, ${duration(lag.ms)}`
}

function healthStyle({ health, attention }: OperatingReport): Style {
  if (attention.length > 0) return 'red'
  return health === 'FINE' || health === 'COMPLETE' ? 'green' : health === 'STOPPED' ? 'dim' : 'yellow'
}

/** To the minute, in the dataset's zone. */
function momentText(moment: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(moment)
    .replaceAll(',', '')
}

/** Breaks a text at spaces for a terminal; elsewhere it stays one line. */
function wrapped(text: string, indent: string, { isTTY, columns }: Output): string {
  if (!isTTY) return `${indent}${text}\n`
  const width = Math.max(20, columns - indent.length)
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => `${indent}${line}\n`).join('')
}
