import type { ShardStep } from './shard-states.ts'

/** Which metrics were judged at least once. */
export class JudgedMetrics {
  /** By shard, index of a metric as in its steps: 1 where it was judged. */
  readonly #judged: Uint8Array[] = []

  /** Takes the verdicts on an interval; metrics may have come since the last one. */
  add(steps: readonly ShardStep[]): void {
    for (const { shard, scores } of steps) {
      const { score } = scores
      const known = (this.#judged[shard] ??= new Uint8Array(score.length))
      const judged = known.length < score.length ? new Uint8Array(score.length) : known
      if (judged !== known) judged.set(known)
      this.#judged[shard] = judged
      for (let metric = 0; metric < score.length; metric++) if (!Number.isNaN(score[metric])) judged[metric] = 1
    }
  }

  /** How many there are. */
  get count(): number {
    let count = 0
    for (const judged of this.#judged) for (const one of judged ?? []) count += one
    return count
  }
}
