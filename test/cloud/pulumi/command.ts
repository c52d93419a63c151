import { spawn } from 'node:child_process'
import { environment, freshFolder, pulumi } from './environment.ts'

/** Options of {@link runPulumi}. */
export interface CommandOptions {
  /** Folders with `pulumi-resource-*` programs. */
  readonly plugins?: readonly string[]
  readonly cwd?: string
}

/**
 * Runs the Pulumi command.
 *
 * @returns what it wrote to its standard output
 * @throws when it fails, with all that it wrote
 */
export async function runPulumi(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const home = await freshFolder()
  const env = { ...process.env, ...environment(home, options.plugins ?? []) }
  return run(pulumi().command, [...args, '--non-interactive'], { env, cwd: options.cwd ?? home })
}

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to its standard output
 * @throws when it fails, with all that it wrote
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let trouble = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return output
  throw new Error(`\`${command} ${args.join(' ')}\` ended with ${code}:\n${trouble}${output}`)
}
