import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type FuzzFailure, inputOf } from './fuzz-range.ts'
import { TARGETS, type ParserName } from './targets/index.ts'
import type { FuzzNews, FuzzTask } from './worker.ts'

/** Milliseconds after which an input will not come back. */
const HANG_MS = 15_000

/** Memory of a process, MiB: many times what an input of some kilobytes needs. */
const HEAP_MIB = 512

/** Lines of what a process said before it died. */
const LAST_LINES = 12

/** What was tried of a parser. */
export interface FuzzReport {
  readonly parser: ParserName
  readonly inputs: number
  readonly seconds: number
  readonly failures: readonly FuzzFailure[]
}

/**
 * Tries inputs in a process of its own, and goes on behind one that never ends or takes all memory.
 *
 * @param until - epoch milliseconds after which no input is begun
 */
export async function fuzzParser(
  parser: ParserName,
  seed: number,
  inputs: number,
  until: number | null = null,
): Promise<FuzzReport> {
  const failures = new Map<string, FuzzFailure>()
  const keep = (failure: FuzzFailure): void => {
    if (!failures.has(failure.signature)) failures.set(failure.signature, failure)
  }
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-fuzz-'))
  const began = performance.now()
  let from = 0
  try {
    while (from < inputs && (until === null || Date.now() < until)) {
      const task = { parser, seed, from, to: inputs, until, progress: join(folder, 'progress') }
      const { next, trouble } = await watched(task, keep)
      from = next
      if (trouble === undefined) break
      const input = inputOf(await TARGETS[parser](), parser, seed, next - 1)
      keep({ signature: trouble.split('\n', 1)[0]!, text: trouble, index: next - 1, input })
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { parser, inputs: from, seconds: (performance.now() - began) / 1000, failures: [...failures.values()] }
}

interface End {
  /** The number to go on with. */
  readonly next: number
  readonly trouble?: string
}

function watched(task: FuzzTask, onFailure: (failure: FuzzFailure) => void): Promise<End> {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), [JSON.stringify(task)], {
    execArgv: ['--conditions=crowsnest-source', `--max-old-space-size=${HEAP_MIB}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-10_000)))
  return new Promise((resolve) => {
    let done: number | undefined
    let hangs = false
    let last: number | undefined
    let since = Date.now()
    const timer = setInterval(() => {
      const at = numberIn(task.progress)
      if (at === undefined || at !== last) {
        last = at
        since = Date.now()
      } else if (Date.now() - since > HANG_MS) {
        hangs = true
        child.kill('SIGKILL')
      }
    }, 500)
    child.on('message', (news: FuzzNews) => {
      if (news.kind === 'failure') onFailure(news.failure)
      else done = news.next
    })
    child.on('close', (code, signal) => {
      clearInterval(timer)
      if (done !== undefined) return resolve({ next: done })
      const why = hangs ? `hangs for more than ${HANG_MS / 1000} s` : `ends the process (${signal ?? code})`
      resolve({ next: (numberIn(task.progress) ?? task.from) + 1, trouble: `${why}\n${wordsOf(said)}` })
    })
  })
}

function numberIn(file: string): number | undefined {
  try {
    const bytes = readFileSync(file)
    return bytes.length === 8 ? bytes.readDoubleLE() : undefined
  } catch {
    return undefined
  }
}

/** Without the native stack, which says nothing here. */
function wordsOf(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/^ *\d+: 0x/.test(line))
  return lines.slice(-LAST_LINES).join('\n')
}
