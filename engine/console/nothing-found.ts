import type { BacktestResult } from '../run/index.ts'
import { count, figure } from './figures.ts'

/**
 * How many metrics of a backtest could be judged, and what to do about the others.
 *
 * @param result - a backtest with metrics that were not judged
 */
export function unjudgedText({ metrics, unjudged, learningPoints }: BacktestResult): string {
  return (
    `${figure(metrics - unjudged)} of ${count(metrics, 'metric')} could be judged: that takes ${count(learningPoints, 'value')} of the ` +
    'metric before one in the tested time. Add older data, choose a shorter interval, or use fewer dimensions.'
  )
}

/** What a backtest without groups says: that nothing was unusual only where something was judged. */
export function nothingFoundText({ metrics, unjudged }: BacktestResult): string {
  if (metrics > 0 && unjudged === metrics) return 'Nothing was judged, so nothing is known about anomalies.'
  const where = unjudged > 0 ? ' among the metrics that were judged' : ''
  return `Nothing unusual${where}: no anomaly group reached the threshold.`
}

/** What of the records that count as used is left out: that intervals lie far away from all others turns out when all is read. Empty when none do. */
export function usedButForText({ intervals: { strays } }: BacktestResult): string {
  return strays === 0 ? '' : ` (but for those of ${count(strays, 'interval')} left out)`
}

/** What became of intervals far away from all others, of which there are some. */
export function strayText({ intervals: { strays } }: BacktestResult): string {
  return (
    `${count(strays, 'interval')} with records, far away from all others, ${strays === 1 ? 'was' : 'were'} left out; ` +
    'look for wrong timestamps.'
  )
}
