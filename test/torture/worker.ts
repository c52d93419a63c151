import { parentPort, workerData } from 'node:worker_threads'
import { createGround } from './schedule.ts'
import { torture } from './torture.ts'
import { createWorld } from './world.ts'

/** Schedules for one thread: every `step`-th seed from `first` on. */
export interface WorkerTask {
  readonly first: number
  readonly step: number
  readonly count: number
  /** Ends before the count is reached, epoch milliseconds. */
  readonly until: number
}

const { first, step, count, until } = workerData as WorkerTask

function* seeds(): Iterable<number> {
  for (let index = 0; index < count && Date.now() < until; index++) yield first + index * step
}

const ground = await createGround(await createWorld())
await torture(ground, { seeds: seeds(), onSchedule: (tally) => parentPort?.postMessage(tally, []) })
