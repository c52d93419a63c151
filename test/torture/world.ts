import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { declareSpec } from '../../engine/run/index.ts'
import { memoryStore, type ObjectStore } from '../../engine/state/index.ts'
import type { DetectorSpec } from '../../spec/index.ts'
import { createSandbox, startOf } from '../engine/run/sandbox.ts'
import { FUNCTION_ARN, GENERATION, ROLES } from '../engine/hosts/lambda-world.ts'

/** Hours of history; more than 300, so that the detector is active at once. */
const HISTORY = 305

/**
 * Hours that a schedule lives through: old state is collected in the first and in the last of them. Those before are executed once for all
 * schedules.
 */
const PREPARED = 3
export const LIVE = 5

export { FUNCTION_ARN, GENERATION }
export const DETECTOR = 'shops'

/** What all schedules begin with: the data of a detector, and its state. */
export interface World {
  readonly spec: DetectorSpec
  /** The bucket of its data. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Declared and nothing else. */
  readonly declared: ReadonlyMap<string, Uint8Array>
}

/** End of the history, and so start of the first live interval, epoch milliseconds. */
export const HISTORY_END = startOf(HISTORY)

/** When the prepared intervals are over: start of the first that a schedule executes. */
export const PREPARED_END = startOf(HISTORY + PREPARED)

/** End of the last interval, epoch milliseconds. */
export const LIVE_END = startOf(HISTORY + PREPARED + LIVE)

/** Two shops: one collapses for two hours, then one hour has no data; two alerts fire. */
export async function createWorld(): Promise<World> {
  const at = HISTORY + PREPARED
  const sandbox = createSandbox({
    history: HISTORY,
    live: PREPARED + LIVE,
    missing: [at + 3],
    disturbances: { east: { [at + 1]: 0.05, [at + 2]: 0.04 } },
  })
  try {
    const files = new Map(
      filesIn(sandbox.folder).map((path) => [path, new Uint8Array(readFileSync(join(sandbox.folder, path)))]),
    )
    const spec = specInS3()
    const store = memoryStore()
    await declareSpec(store, spec)
    return { spec, files, declared: await copyOf(store) }
  } finally {
    sandbox.remove()
  }
}

/** The detector of all schedules: data in S3, two alerts on the web. */
export function specInS3(): DetectorSpec {
  return {
    detector: DETECTOR,
    interval: 'PT1H',
    dataset: {
      source: {
        s3: {
          historical: 's3://metrics/history.csv',
          continuous: 's3://metrics/live/{{yyyyMMdd}}/{{HHmm}}',
          format: { csv: {} },
        },
      },
      timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'orders', aggregation: 'SUM' }],
      dimensions: ['shop'],
      role: `${ROLES}/dataset`,
    },
    alerts: ['oncall', 'archive'].map((name) => ({
      name,
      threshold: 50,
      channel: { webhook: { url: `https://alerts.example/${name}` } },
    })),
  }
}

/** All objects of a store. */
export async function copyOf(store: ObjectStore): Promise<ReadonlyMap<string, Uint8Array>> {
  const copy = new Map<string, Uint8Array>()
  for await (const { key } of store.list('')) copy.set(key, (await store.get(key))!.bytes)
  return copy
}

/** Puts objects into a store that is empty. */
export async function fill(store: ObjectStore, objects: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [key, bytes] of objects) await store.create(key, bytes)
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted()
}
