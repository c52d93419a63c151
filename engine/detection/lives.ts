import * as block from './block.ts'
import type { Cycles } from './cycles.ts'
import * as at from './layout.ts'
import { wasDense } from './missing-run.ts'
import type { Scores } from './scores.ts'
import type { Shard } from './shard.ts'

const { AGE, MISSED, POINTS, rowOf } = at
const { values } = block

/** Notes how long the block's metrics have lived, and been silent: once a silence is counted, before a value is learned. */
export function noteLives(
  shard: Shard,
  { gone }: Cycles,
  from: number,
  to: number,
  { age, silence }: Pick<Scores, 'age' | 'silence'>,
): void {
  const { scalars: x, learningPoints } = shard
  for (let metric = from | 0, end = to | 0; metric < end; metric++) {
    const k = (metric - from) | 0
    const o = rowOf(metric)
    const points = x[o + POINTS]
    const missed = x[o + MISSED]
    const isMissing = values[k] !== values[k]
    if (isMissing && points === 0) continue
    age[metric] = x[o + AGE]
    const dense = wasDense(points, x[o + AGE] - missed)
    if (isMissing && dense && points >= learningPoints && missed <= gone) silence[metric] = missed
  }
}
