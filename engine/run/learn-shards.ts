import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { learnShard, type HistoryStep, type Shard } from '../detection/index.ts'
import { breather } from './breath.ts'

/** A stretch of history: what a worker is sent. */
export interface HistoryChunk {
  readonly steps: readonly HistoryStep[]
  /** By shard: one value a step and metric, index = step * metrics + metric; NaN = none. May be longer than is used. */
  readonly values: readonly Float64Array[]
}

/** Teaches shards their history, stretch by stretch. */
export interface ShardLearner {
  /** Threads that learn; 0 = this one. */
  readonly workers: number
  /** An array for the values of a stretch, which all threads can read. */
  allocate(length: number): Float64Array
  /**
   * One stretch after the other: ask again when the last answer came. The values are not to be changed until then.
   *
   * @throws what a worker threw, at any time since it began, and the reason of an abort
   */
  learn(chunk: HistoryChunk): Promise<void>
  /** Ends the threads, also while they learn. The shards hold what was learned, in ordinary memory. */
  close(): Promise<void>
}

/** How shards are taught. */
export interface ShardLearnerOptions {
  /** Threads at most; by default one a processor. Without the worker's file (in a bundle) there are none. */
  readonly workers?: number
  /** Ends what is being learned. */
  readonly signal?: AbortSignal | undefined
}

/** More threads than this gain nothing: memory is what is waited for. */
const MOST_WORKERS = 8

/**
 * Makes the learner of some shards. What is learned does not depend on how many threads there are: no metric needs another.
 *
 * @param shards - changed in place; not to be touched until `close`
 */
export function shardLearner(
  shards: readonly Shard[],
  { workers = availableParallelism(), signal }: ShardLearnerOptions = {},
): ShardLearner {
  const file = new URL(`./learn-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
  const threads = mayStart(file) ? Math.min(workers, shards.length, MOST_WORKERS) : 0
  return threads < 2 ? hereLearner(shards, signal) : threadLearner(shards, file, threads, signal)
}

/** Learns one shard's part of a stretch. */
export function learnStretch(shard: Shard, steps: readonly HistoryStep[], values: Float64Array): void {
  const metrics = shard.series * shard.measures
  learnShard(shard, steps, (step, from, to, target) =>
    target.set(values.subarray(step * metrics + from, step * metrics + to), from),
  )
}

/** The file is there, and Node's permission model, where it is on, lets threads start. */
function mayStart(file: URL): boolean {
  const { permission } = process as { readonly permission?: { has(scope: string): boolean } }
  return permission?.has('worker') !== false && existsSync(fileURLToPath(file))
}

function hereLearner(shards: readonly Shard[], signal: AbortSignal | undefined): ShardLearner {
  const breathe = breather(signal)
  let closed = false
  return {
    workers: 0,
    allocate: (length) => new Float64Array(length),
    async learn({ steps, values }) {
      for (const [k, shard] of shards.entries()) {
        await breathe(() => {})
        if (closed) return
        learnStretch(shard, steps, values[k])
      }
    },
    async close() {
      closed = true
    },
  }
}

function threadLearner(
  shards: readonly Shard[],
  file: URL,
  threads: number,
  signal: AbortSignal | undefined,
): ShardLearner {
  for (const shard of shards) moveTo(shard, (bytes) => new SharedArrayBuffer(bytes))
  const teams = Array.from({ length: threads }, (_, worker) => [...shards.keys()].filter((k) => k % threads === worker))
  const crew = teams.map((team) =>
    startMember(
      file,
      team.map((k) => shards[k]),
    ),
  )
  const aborted = abortOf(signal)
  return {
    workers: threads,
    allocate: (length) => new Float64Array(new SharedArrayBuffer(8 * length)),
    async learn({ steps, values }) {
      const answers = crew.map(({ ask }, k) => ask({ steps, values: teams[k].map((shard) => values[shard]) }))
      await Promise.race([Promise.all(answers), aborted.promise])
    },
    async close() {
      aborted.ignore()
      await Promise.all(crew.map(({ end }) => end()))
      for (const shard of shards) moveTo(shard, (bytes) => new ArrayBuffer(bytes))
    },
  }
}

interface CrewMember {
  ask(chunk: HistoryChunk): Promise<unknown>
  end(): Promise<unknown>
}

/** A thread that may fail at any time: whoever asks it next, or has asked, is told. */
function startMember(file: URL, shards: readonly Shard[]): CrewMember {
  // Options of the process are not for it: with --input-type a file could not even be started.
  const worker = new Worker(file, { workerData: shards, execArgv: [] })
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  worker.on('error', failure.reject)
  worker.on('exit', (code) =>
    failure.reject(new Error(`a thread that learns history ended with ${code}: this is a bug of Crowsnest`)),
  )
  return {
    ask(chunk) {
      const answer = new Promise((resolve) => worker.once('message', resolve))
      worker.postMessage(chunk, [])
      return Promise.race([answer, failure.promise])
    },
    end: () => worker.terminate(),
  }
}

/** Rejects when a signal aborts, until it is ignored. */
function abortOf(signal: AbortSignal | undefined): { readonly promise: Promise<never>; ignore(): void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const abort = (): void => reject(signal?.reason)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  return { promise, ignore: () => signal?.removeEventListener('abort', abort) }
}

/** Moves a shard's arrays into other memory. */
function moveTo(shard: Shard, buffer: (bytes: number) => ArrayBufferLike): void {
  shard.exact = copied(shard.exact, Float64Array, buffer)
  shard.scalars = copied(shard.scalars, Float32Array, buffer)
  shard.season = copied(shard.season, Float32Array, buffer)
  shard.runs = copied(shard.runs, Int8Array, buffer)
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
