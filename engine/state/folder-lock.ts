import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isFileError } from './file-errors.ts'
import { StateError } from './state-error.ts'

/** A lock is held for milliseconds; one of this age has lost its owner. */
const ABANDONED_MS = 30_000

/** One whose process is gone may be broken earlier, but not at once: the process may only be invisible, in another container. */
const GONE_MS = 1_000

/** How long to wait for others. */
const PATIENCE_MS = 60_000

/**
 * Runs alone among all processes that use the folder. A lock whose process is gone is broken.
 *
 * @throws {StateError} STORE_BUSY
 */
export async function withLock<T>(work: string, key: string, url: string, run: () => Promise<T>): Promise<T> {
  const file = join(work, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.lock`)
  const deadline = Date.now() + PATIENCE_MS
  while (!(await take(file))) {
    if (Date.now() > deadline) throw new StateError({ code: 'STORE_BUSY', url, key })
    await breakAbandoned(file)
    await sleep(1 + Math.random() * 9)
  }
  try {
    return await run()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(JSON.stringify({ host: hostname(), pid: process.pid, id: randomUUID() }))
    await handle.close()
    return true
  } catch (error) {
    if (isFileError(error, 'EEXIST', 'EPERM')) return false
    throw error
  }
}

/** Only the one that holds the lock's own lock may break it, and only when it is still the lock that was abandoned. */
async function breakAbandoned(file: string): Promise<void> {
  if (!(await isAbandoned(file))) return
  const breaker = `${file}.break`
  if (!(await take(breaker))) {
    if (await isAbandoned(breaker)) await rm(breaker, { force: true })
    return
  }
  try {
    if (await isAbandoned(file)) await rm(file, { force: true })
  } finally {
    await rm(breaker, { force: true })
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const age = Date.now() - (await stat(file)).mtimeMs
    if (age > ABANDONED_MS || age < GONE_MS) return age > ABANDONED_MS
    const owner = JSON.parse(await readFile(file, 'utf8')) as { readonly host: string; readonly pid: number }
    return owner.host === hostname() && !isAlive(owner.pid)
  } catch {
    // It is gone, or its owner is just writing it.
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isFileError(error, 'ESRCH')
  }
}
