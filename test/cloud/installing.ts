import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const cache = join(import.meta.dirname, '..', '..', '.cache')
const lock = join(cache, 'installing')

/**
 * Finds what several processes of the tests use, or installs it while no other process installs anything: `.cache` and the
 * machine's packages are shared. Who has waited looks once more.
 *
 * @param find - nothing where it is not installed
 * @throws when another process installs for more than half an hour
 */
export function foundOrInstalled<T, I>(find: () => T | undefined, install: () => I): T | I {
  return find() ?? alone(() => find() ?? install())
}

function alone<T>(install: () => T): T {
  mkdirSync(cache, { recursive: true })
  const deadline = performance.now() + 1_800_000
  while (!take()) {
    if (performance.now() > deadline)
      throw new Error(`Another process has been installing for half an hour; if none does, remove ${lock}.`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
  try {
    return install()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Whether the lock is this process's now; that of a process which has ended is removed. */
function take(): boolean {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    removeOfTheDead()
    return false
  }
}

function removeOfTheDead(): void {
  let holder: number
  try {
    holder = Number(readFileSync(lock, 'utf8'))
  } catch {
    return // just given back
  }
  if (holder === 0) return // just taken
  try {
    process.kill(holder, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') rmSync(lock, { force: true })
  }
}
