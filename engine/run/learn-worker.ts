// A thread that teaches its shards what it is sent; their arrays are shared with the thread that started it.
import { parentPort, workerData } from 'node:worker_threads'
import type { Shard } from '../detection/index.ts'
import { learnStretch, type HistoryChunk } from './learn-shards.ts'

const shards = workerData as readonly Shard[]
parentPort?.on('message', ({ steps, values }: HistoryChunk) => {
  for (const [k, shard] of shards.entries()) learnStretch(shard, steps, values[k])
  parentPort?.postMessage('learned', [])
})
