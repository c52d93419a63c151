// A thread that teaches its shards what it is sent; their arrays are shared with the thread that started it.
import { parentPort, workerData } from 'node:worker_threads'
import type { Shard } from '../detection/index.ts'
import { learnChunk, type HistoryChunk } from './learn-shards.ts'

const shards = workerData as readonly Shard[]
parentPort?.on('message', (chunk: HistoryChunk) => {
  learnChunk(shards, chunk)
  parentPort?.postMessage('learned', [])
})
