import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { foundOrInstalled } from '../installing.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PINNED = join(import.meta.dirname, 'ric')
const FOLDER = join(ROOT, '.cache/lambda-ric')

/** What compiling the client needs, as Debian calls it; `libtoolize` is the command of `libtool`. */
const TOOLS = { autoconf: 'autoconf', automake: 'automake', libtoolize: 'libtool', cmake: 'cmake' } as const

/** Folder with the `node` that runs functions: the project's own, or that of this process. */
export const NODE_FOLDER = existsSync(join(ROOT, 'node_modules/node/bin/node'))
  ? join(ROOT, 'node_modules/node/bin')
  : dirname(process.execPath)

/**
 * Installs the runtime client of AWS Lambda into `.cache/lambda-ric`, at the versions of `test/cloud/lambda/ric`, unless that has been
 * done; says what it does. It is compiled, which takes a minute.
 *
 * @returns the client's main file, for `node`
 * @throws when the tools to compile it are missing and cannot be installed, or compiling fails
 */
export function installRic(): string {
  const stamp = join(FOLDER, 'installed')
  const main = join(FOLDER, 'node_modules/aws-lambda-ric/index.mjs')
  const wanted = createHash('sha256')
    .update(readFileSync(join(PINNED, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex')
  const find = (): string | undefined =>
    existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted ? main : undefined
  return foundOrInstalled(find, () => {
    compile()
    writeFileSync(stamp, wanted)
    return main
  })
}

function compile(): void {
  say('Installing the runtime client of AWS Lambda into .cache/lambda-ric (once; about a minute) ...')
  installTools()
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PINNED, file), join(FOLDER, file))
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts=false', '--loglevel=error'], {
    cwd: FOLDER,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${NODE_FOLDER}${delimiter}${process.env['PATH'] ?? ''}` },
  })
  if (result.status !== 0) {
    throw new Error(
      `The runtime client of AWS Lambda could not be installed:\n${result.error?.message ?? ''}${`${result.stdout ?? ''}${result.stderr ?? ''}`.slice(-2000)}`,
    )
  }
}

function installTools(): void {
  const missing = Object.entries(TOOLS)
    .filter(([command]) => spawnSync('which', [command]).status !== 0)
    .map(([, name]) => name)
  if (missing.length === 0) return
  say(`Installing ${missing.join(', ')} to compile it ...`)
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  if (spawnSync('apt-get', ['install', '-y', '-qq', ...missing], { stdio: 'ignore' }).status === 0) return
  throw new Error(
    `Compiling the runtime client of AWS Lambda needs ${missing.join(', ')}. Install them (apt-get install ${missing.join(' ')}) and run again.`,
  )
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
