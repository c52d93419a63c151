import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { codeBlocks } from '../../docs/code-blocks.ts'
import { packedPackage } from '../packed-package.ts'
import { environment, pulumi } from '../pulumi/environment.ts'

const ROOT = join(import.meta.dirname, '../../..')
const AWS_PLUGIN = join(import.meta.dirname, '../pulumi-aws')
const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Somebody with an empty folder, a page of the documentation, Node.js, and the Pulumi command. */
export interface Newcomer {
  readonly folder: string
  /**
   * Does what a part of a page says, in its order: writes the files that it shows, and runs its commands.
   *
   * @param heading - of the part, with its marks: `### With Pulumi`
   * @returns what each line of commands printed, by the line as it stands in the page
   * @throws when a command fails, with all that it said
   */
  follow(page: string, heading: string): Promise<ReadonlyMap<string, string>>
  run(command: string): Promise<string>
  leave(): void
}

/** @param endpoint - of the emulator that stands for AWS */
export async function newcomer(endpoint: string): Promise<Newcomer> {
  const tarball = packedPackage()
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-newcomer-'))
  const home = mkdtempSync(join(tmpdir(), 'crowsnest-newcomer-home-'))
  const system = ['/usr/local/bin', '/usr/bin', '/bin']
  const node = join(ROOT, 'node_modules/node/bin')
  const env = {
    ...environment(home, [AWS_PLUGIN]),
    PATH: [node, AWS_PLUGIN, ...pulumi().path, dirname(pulumi().python), ...system].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    CROWSNEST_AWS_ENDPOINT: endpoint,
  }
  const execute = promisify(execFile)
  const run = async (command: string): Promise<string> => {
    const { stdout } = await execute('bash', ['--norc', '-euo', 'pipefail', '-c', command], {
      cwd: folder,
      // npm goes by the settings of this machine: where packages come from, and what is in its cache.
      env: command.startsWith('npm ') ? { ...process.env, PATH: env.PATH } : env,
      maxBuffer: 2 ** 26,
      timeout: 280_000,
    }).catch((error: unknown) => {
      const { stdout: out = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      throw new Error(`${command}\nfailed:\n${out}${stderr}`, { cause: error })
    })
    return stdout
  }
  return {
    folder,
    run,
    async follow(page, heading) {
      const printed = new Map<string, string>()
      for (const { language, code, included } of codeBlocks(page, partOf(page, heading))) {
        if (included !== undefined) writeFileSync(join(folder, basename(included)), code)
        if (language !== 'sh') continue
        for (const line of code.trimEnd().split('\n')) printed.set(line, await run(answered(line, tarball)))
      }
      return printed
    },
    leave() {
      for (const each of [folder, home]) rmSync(each, { recursive: true, force: true })
    },
  }
}

/** The part of a page below a heading, to the next of its rank or above. */
function partOf(page: string, heading: string): string {
  const [, below] = readFileSync(join(ROOT, page), 'utf8').split(`\n${heading}\n`)
  if (below === undefined) throw new Error(`${page} has no ${heading}`)
  const rank = /^#+/.exec(heading)![0].length
  return below.split(new RegExp(`^#{1,${rank}} `, 'mu'))[0]!
}

/** A line as the page has it, with what is not there yet put in place: the package, the versions that are tested here, and people who answer. */
function answered(line: string, tarball: string): string {
  const [program, verb, ...words] = line.split(' ')
  if (program === 'npm' && verb === 'install') {
    const packages = words.map((word) => {
      const name = word.replace(/(?<=.)@[^/]*$/u, '')
      return word === 'crowsnest' ? tarball : name in devDependencies ? `${name}@${devDependencies[name]!}` : word
    })
    return `npm install --no-audit --no-fund --loglevel=error --prefer-offline ${packages.join(' ')}`
  }
  // Its provider of AWS comes from a registry that is not asked here, and then the account is missing.
  if (program === 'terraform') return ':'
  return program === 'pulumi' && ['up', 'new', 'destroy'].includes(verb!) ? `${line} --yes` : line
}
