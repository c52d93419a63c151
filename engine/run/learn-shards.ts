import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { learnShard, type HistoryStep, type Shard } from '../detection/index.ts'

/** A stretch of history: what a worker is sent. */
export interface HistoryChunk {
  readonly steps: readonly HistoryStep[]
  /** By shard: one value a step and metric, index = step * metrics + metric; NaN = none. */
  readonly values: readonly Float64Array[]
}

/** Teaches shards their history, stretch by stretch. */
export interface ShardLearner {
  /** Threads that learn; 0 = this one. */
  readonly workers: number
  /** An array for the values of a stretch, which all threads can read. */
  allocate(length: number): Float64Array
  /** @throws what a worker threw */
  learn(chunk: HistoryChunk): Promise<void>
  /** Ends the threads. The shards hold what was learned. */
  close(): Promise<void>
}

/** More threads than this gain nothing: memory is what is waited for. */
const MOST_WORKERS = 8

/**
 * Makes the learner of some shards. What is learned does not depend on how many threads there are: no metric needs another.
 *
 * @param shards - changed in place; not to be touched until `close`
 * @param workers - threads at most; by default one a processor. Without the worker's file (in a bundle) there are none
 */
export function shardLearner(shards: readonly Shard[], workers = availableParallelism()): ShardLearner {
  const file = new URL(`./learn-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
  const threads = existsSync(fileURLToPath(file)) ? Math.min(workers, shards.length, MOST_WORKERS) : 0
  return threads < 2 ? hereLearner(shards) : threadLearner(shards, file, threads)
}

/** Learns a stretch on this thread. */
export function learnChunk(shards: readonly Shard[], { steps, values }: HistoryChunk): void {
  shards.forEach((shard, k) => {
    const metrics = shard.series * shard.measures
    learnShard(shard, steps, (step, from, to, target) =>
      target.set(values[k].subarray(step * metrics + from, step * metrics + to), from),
    )
  })
}

function hereLearner(shards: readonly Shard[]): ShardLearner {
  return {
    workers: 0,
    allocate: (length) => new Float64Array(length),
    learn: async (chunk) => learnChunk(shards, chunk),
    close: async () => {},
  }
}

function threadLearner(shards: readonly Shard[], file: URL, threads: number): ShardLearner {
  for (const shard of shards) moveTo(shard, (bytes) => new SharedArrayBuffer(bytes))
  const teams = Array.from({ length: threads }, (_, worker) => [...shards.keys()].filter((k) => k % threads === worker))
  const workers = teams.map((team) => new Worker(file, { workerData: team.map((k) => shards[k]) }))
  return {
    workers: threads,
    allocate: (length) => new Float64Array(new SharedArrayBuffer(8 * length)),
    async learn({ steps, values }) {
      await Promise.all(
        workers.map((worker, k) => ask(worker, { steps, values: teams[k].map((shard) => values[shard]) })),
      )
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()))
      for (const shard of shards) moveTo(shard, (bytes) => new ArrayBuffer(bytes))
    },
  }
}

function ask(worker: Worker, chunk: HistoryChunk): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      worker.off('message', done)
      worker.off('error', failed)
      worker.off('exit', gone)
      then()
    }
    const done = (): void => settle(resolve)
    const failed = (error: unknown): void => settle(() => reject(error))
    const gone = (code: number): void =>
      settle(() => reject(new Error(`a thread that learns history ended with ${code}: this is a bug of Crowsnest`)))
    worker.on('message', done)
    worker.on('error', failed)
    worker.on('exit', gone)
    worker.postMessage(chunk, [])
  })
}

/** Moves a shard's arrays into other memory. */
function moveTo(shard: Shard, buffer: (bytes: number) => ArrayBufferLike): void {
  shard.exact = copied(shard.exact, Float64Array, buffer)
  shard.scalars = copied(shard.scalars, Float32Array, buffer)
  shard.season = copied(shard.season, Float32Array, buffer)
  shard.seasonRuns = copied(shard.seasonRuns, Int8Array, buffer)
  shard.long = copied(shard.long, Float32Array, buffer)
}

function copied<T extends Float64Array | Float32Array | Int8Array>(
  array: T,
  Type: new (buffer: ArrayBufferLike) => T,
  buffer: (bytes: number) => ArrayBufferLike,
): T {
  const copy = new Type(buffer(array.byteLength))
  copy.set(array)
  return copy
}
