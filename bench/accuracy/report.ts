import { markdownTable } from '../write-section.ts'
import type { Evaluation } from './evaluate.ts'

/** What was measured: by set, by method, in the order to be shown. */
export type Results = Readonly<Record<string, Readonly<Record<string, Evaluation>>>>

/** Tables for the documentation: recall of every method, false alerts by severity, and what kinds of events are found. */
export function resultTables(results: Results): string {
  const sets = Object.keys(results)
  const methods = [...new Set(sets.flatMap((set) => Object.keys(results[set])))]
  const recall = markdownTable(
    ['method', ...sets],
    methods.map((method) => [method, ...sets.map((set) => recallCell(results[set][method]))]),
  )
  const [ours] = methods
  const severities = markdownTable(
    ['set', 'events:', 'metric-weeks:', 'best F1:', 'at 30:', '50:', '70:', '90:'],
    sets.map((set) => {
      const { events, metricWeeks, bestF1, perWeekAtSeverity } = results[set][ours]
      const rates = perWeekAtSeverity.map((rate) => rate.toFixed(3))
      return [set, String(events), metricWeeks.toFixed(0), percent(bestF1), ...rates]
    }),
  )
  return [
    'Percent of events found at 0.1 / 0.5 / 1 false alerts a metric-week:',
    recall,
    `False alerts of ${ours} in a metric-week at each severity:`,
    severities,
    'Events found at 0.5 false alerts a metric-week, of all, by what was made to happen:',
    kindTable(results, methods.slice(0, 2)),
  ].join('\n\n')
}

function kindTable(results: Results, methods: readonly string[]): string {
  const sets = Object.keys(results).filter((set) => Object.keys(results[set][methods[0]].kinds).length > 0)
  const kinds = [...new Set(sets.flatMap((set) => Object.keys(results[set][methods[0]].kinds)))].toSorted()
  const columns = sets.flatMap((set) => methods.map((method) => ({ set, method })))
  return markdownTable(
    ['kind', ...columns.map(({ set, method }) => `${set}, ${method}:`)],
    kinds.map((kind) => [kind, ...columns.map(({ set, method }) => foundCell(results[set][method].kinds[kind]))]),
  )
}

function foundCell(count: Evaluation['kinds'][string] | undefined): string {
  return count === undefined ? '' : `${count.found} of ${count.events}`
}

function recallCell(evaluation: Evaluation | undefined): string {
  if (evaluation === undefined) return ''
  return [evaluation.recallAt01, evaluation.recallAt05, evaluation.recallAt1].map(percent).join(' / ')
}

function percent(share: number): string {
  return (100 * share).toFixed(0)
}
