import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runLocally } from '../../../engine/hosts/local.ts'
import { commitLog, eventLog, folderStore } from '../../../engine/state/index.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

const isCommit = (path: string): boolean => path.includes(`${sep}commits${sep}`)

describe('a copy of the state that is made while the engine runs', () => {
  let sandbox: Sandbox
  let states: string
  beforeEach(() => {
    sandbox = createSandbox({ history: 400, live: 12 })
    states = mkdtempSync(join(tmpdir(), 'crowsnest-backup-'))
  })
  afterEach(() => {
    sandbox.remove()
    rmSync(states, { recursive: true })
  })

  // docs/operating.md tells to copy in this order.
  it('goes on from its last commit and comes to what the original comes to, when commits were copied first', async () => {
    const [original, copy] = [join(states, 'original'), join(states, 'copy')]
    await run(sandbox, original, 406)
    cpSync(original, copy, { recursive: true, filter: (path) => !isFile(path) || isCommit(path) })
    await run(sandbox, original, 408)
    cpSync(original, copy, { recursive: true, filter: (path) => !isFile(path) || !isCommit(path) })

    expect((await ends(copy)).at(-1)).toBe(startOf(406))
    await run(sandbox, original, 412)
    await run(sandbox, copy, 412)
    expect(await ends(copy)).toEqual(await ends(original))
    expect(await chunksOfLast(copy)).toEqual(await chunksOfLast(original))
  })
})

function isFile(path: string): boolean {
  return /\.(json|bin)$/u.test(path)
}

/** Runs until the interval with this index is due. */
async function run(sandbox: Sandbox, state: string, index: number): Promise<void> {
  const options = { store: await folderStore(state), until: startOf(index), delivery: { writeLine: () => undefined } }
  expect(await runLocally([{ spec: sandbox.spec, baseDir: sandbox.folder }], options)).toBe(true)
}

async function logOf(state: string): Promise<ReturnType<typeof commitLog>> {
  const store = await folderStore(state)
  const { generation } = await eventLog(store, 'shops', 'test').status()
  return commitLog(store, { detector: 'shops', generation: generation! })
}

/** The ends of all committed intervals, the oldest first. */
async function ends(state: string): Promise<readonly number[]> {
  const commits = await Array.fromAsync((await logOf(state)).newestFirst())
  return commits.map(({ end }) => end).toReversed()
}

/** What the last commit says was learned: chunks by their content. */
async function chunksOfLast(state: string): Promise<unknown> {
  return (await (await logOf(state)).latest())?.snapshot
}
