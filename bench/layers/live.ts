import { updateGroups, type AnomalyGroup, type OpenGroup } from '../../engine/anomalies/index.ts'
import type { Aggregate } from '../../engine/dataset/index.ts'
import type { ModelConfig } from '../../engine/run/joint-model.ts'
import { MetricModel } from '../../engine/run/metric-model.ts'
import type { Slot } from '../../engine/time/index.ts'

/** A model that judges data as they come, and what comes of it. */
export interface Live {
  /** All groups that there were, as they last were; times are numbers of intervals. */
  readonly groups: ReadonlyMap<string, AnomalyGroup>
  /** Judges the next interval. @param grouped - whether groups are made of it; default true. @param gap - intervals without data before it; default 0 */
  step(aggregate: Aggregate, number: number, slot: Slot, grouped?: boolean, gap?: number): void
}

/** Begins to judge as a detector does. @param dimensions - their names. @param missing - whether missing data is judged; default true */
export function judgeLive(config: ModelConfig, dimensions: readonly string[], missing = true): Live {
  const model = MetricModel.create(config)
  const groups = new Map<string, AnomalyGroup>()
  let open: readonly OpenGroup[] = []
  return {
    groups,
    step(aggregate, number, slot, grouped = true, gap = 0) {
      const step = model.step(aggregate, model.placesOf(aggregate), 0, { slot, gap, threshold: 50, missing })
      if (!grouped) return
      const update = updateGroups(
        open,
        { start: number, sequence: number, measures: model.findings(step, open) },
        {
          detector: 'live',
          generation: 'simulated',
          dimensions,
          seriesValues: (series) => model.seriesValues(series),
          leaves: (measure) => model.leaves(step, measure),
        },
      )
      open = update.open
      for (const group of update.changed) groups.set(group.id, group)
    },
  }
}
