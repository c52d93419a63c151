import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Where what is installed for the bench goes; ignored by git. */
export const INSTALLED = join(import.meta.dirname, '../../../.cache/bench-accuracy')

/**
 * Runs a program.
 *
 * @returns what it wrote to standard output
 * @throws {Error} with the end of what it said when it fails or is not there
 */
export function runTool(command: string, args: readonly string[], input = ''): string {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (error !== undefined) throw new Error(`${command} cannot be run: ${error.message}`, { cause: error })
  if (status !== 0) throw new Error(`${command} failed: ${`${stdout}${stderr}`.trim().split('\n').slice(-3).join(' ')}`)
  return stdout
}

/** Values as lines. */
export function asLines(values: Float64Array): string {
  return values.join('\n')
}
