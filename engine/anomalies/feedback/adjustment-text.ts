import type { Adjustment } from './adjustment.ts'

/** An adjustment for people, in whole points: `severity 64, lowered from 81 by 3 judgements`. */
export function adjustmentText({
  severityBefore,
  severityAfter,
  reasons,
}: Pick<Adjustment, 'severityBefore' | 'severityAfter'> & { readonly reasons: readonly unknown[] }): string {
  const [before, after] = [Math.round(severityBefore), Math.round(severityAfter)]
  if (reasons.length === 0) return `severity ${after}`
  const judgements = reasons.length === 1 ? '1 judgement' : `${reasons.length} judgements`
  if (after === before) return `severity ${after}, left as it was by ${judgements}`
  return `severity ${after}, ${after < before ? 'lowered' : 'raised'} from ${before} by ${judgements}`
}
