import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as pulumi from '@pulumi/pulumi'
import { runProgram, type ProgramRun } from '../components/harness.ts'

const FOLDER = join(import.meta.dirname, '../../examples/pulumi')

/** What the programs read from the configuration of their stack; all of it is secret. */
const CONFIG = {
  'alerts:slackWebhook': 'https://hooks.slack.com/services/T0/B0/topsecret',
  'alerts:pagerDutyKey': '0123456789abcdef0123456789abcdef',
} as const

/** A program is run by importing it: each run needs modules of its own. */
let runs = 0

/** Runs an example in Pulumi against the engine for tests. */
export async function runExample(name: string, preview: boolean): Promise<ProgramRun> {
  const path = `${join(FOLDER, name, 'index.ts')}?run=${runs++}`
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig({ ...CONFIG }, Object.keys(CONFIG))
      return import(path)
    },
    { preview },
  )
}

/** Names of the examples in TypeScript. */
export const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && readdirSync(join(FOLDER, entry.name)).includes('index.ts'))
  .map(({ name }) => name)
