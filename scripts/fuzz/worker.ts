// Tries a range of inputs in a process of its own, which may run out of memory, and which can be ended when an input never comes back.
import { openSync, writeSync } from 'node:fs'
import { fuzzRange, type FuzzFailure, type FuzzRange } from './fuzz-range.ts'
import { TARGETS, type ParserName } from './targets/index.ts'

/** What a process is given, as JSON in its only argument. */
export interface FuzzTask extends FuzzRange {
  readonly parser: ParserName
  /** File with the number that it is at: read by whoever waits, also when the process has died. */
  readonly progress: string
  /** Epoch milliseconds after which no input is begun; null for never. */
  readonly until: number | null
}

/** What a process tells. */
export type FuzzNews =
  | { readonly kind: 'failure'; readonly failure: FuzzFailure }
  /** `next`: the number that was not tried any more. */
  | { readonly kind: 'done'; readonly next: number }

const task = JSON.parse(process.argv[2]!) as FuzzTask
const until = task.until ?? Infinity
const file = openSync(task.progress, 'w')
const number = new Float64Array(1)
const tell = (news: FuzzNews): void => void process.send!(news)

const target = await TARGETS[task.parser]()
let next = task.to
await fuzzRange(
  target,
  task,
  (index) => {
    number[0] = index
    writeSync(file, number, 0, 8, 0)
    if (Date.now() < until) return true
    next = index
    return false
  },
  (failure) => tell({ kind: 'failure', failure }),
)
process.send!({ kind: 'done', next } satisfies FuzzNews, () => process.disconnect())
