import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problemsOf } from '../components/conform.ts'
import { runProgram, type ProgramRun } from '../components/harness.ts'

const FOLDER = join(import.meta.dirname, '../../examples/pulumi')

/** A program is run by importing it: each run needs modules of its own. */
let runs = 0

async function runExample(name: string, preview: boolean): Promise<ProgramRun> {
  const path = `${join(FOLDER, name, 'index.ts')}?run=${runs++}`
  return runProgram(() => import(path), { preview })
}

const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(FOLDER, entry.name)).includes('index.ts'))
  .map(({ name }) => name)

describe.each(EXAMPLES)('the example %s', (name) => {
  it('makes resources that the schemas of AWS have nothing against', async () => {
    expect(problemsOf(await runExample(name, false))).toEqual([])
  })

  it('makes the same resources in a preview', async () => {
    const [deployed, previewed] = [await runExample(name, false), await runExample(name, true)]
    expect(previewed.urns()).toEqual(deployed.urns())
  })
})

describe('the example transforms', () => {
  it('changes the function by the hook and the log group by the engine', async () => {
    const run = await runExample('transforms', false)
    expect(run.resource('Function').inputs['ephemeralStorage']).toEqual({ size: 2048 })
    expect(run.resource('LogGroup').inputs['skipDestroy']).toBe(true)
  })
})
