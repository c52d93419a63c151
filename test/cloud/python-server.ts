import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { foundOrInstalled } from './installing.ts'

const here = import.meta.dirname
const cache = join(here, '..', '..', '.cache')

/** A server written in Python that the cloud tests install and start themselves. */
export interface PythonServer {
  /** What it is called in texts. */
  readonly title: string
  /** Its virtual environment is `.cache/<folder>`. */
  readonly folder: string
  /** File in test/cloud that pins every package. */
  readonly requirements: string
  /** File in test/cloud that prints its port in one line once it listens, and ends when its standard input does. */
  readonly script: string
}

/** A running server. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  stop(): Promise<void>
}

/** Python packages in a virtual environment of their own. */
export interface PythonPackages {
  /** What they are, in texts. */
  readonly title: string
  /** The virtual environment is `.cache/<folder>`. */
  readonly folder: string
  /** File in test/cloud that pins every package. */
  readonly requirements: string
}

/**
 * Installs a server into `.cache` unless that has been done with these versions; says what it does.
 *
 * @throws when Python 3.11 with venv is missing or pip fails; the message says why
 */
export function installServer({ title, folder, requirements }: PythonServer): void {
  installPackages({ title: `the AWS emulator ${title}`, folder, requirements })
}

/**
 * Installs packages into `.cache` unless that has been done with these versions; says what it does.
 *
 * @returns file of the environment's Python
 * @throws when Python 3.11 with venv is missing or pip fails; the message says why
 */
export function installPackages({ title, folder, requirements }: PythonPackages): string {
  const venv = join(cache, folder)
  const python = join(venv, 'bin', 'python')
  const stamp = join(venv, 'installed')
  const wanted = createHash('sha256')
    .update(readFileSync(join(here, requirements)))
    .digest('hex')
  const find = (): string | undefined =>
    existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted ? python : undefined
  return foundOrInstalled(find, () => {
    say(`Installing ${title} into .cache/${folder} (once; about half a minute) ...`)
    rmSync(venv, { recursive: true, force: true })
    createVenv(venv)
    run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', join(here, requirements)])
    writeFileSync(stamp, wanted)
    return python
  })
}

/**
 * Starts an installed server on a free loopback port. It ends with `stop`, and also when this process dies.
 *
 * @param env - its whole environment
 * @throws when it does not answer within a minute, with the end of its output
 */
export async function startServer(server: PythonServer, env: NodeJS.ProcessEnv): Promise<RunningServer> {
  await mkdir(cache, { recursive: true })
  const logFile = join(cache, `${server.folder}-${process.pid}-${++started}.log`)
  const log = await open(logFile, 'w')
  const child = spawn(join(cache, server.folder, 'bin', 'python'), [join(here, server.script)], {
    stdio: ['pipe', 'pipe', log.fd],
    env,
  })
  await log.close()
  try {
    const endpoint = `http://127.0.0.1:${await firstLine(child, 60_000)}`
    await fetch(endpoint).then((answer) => answer.arrayBuffer())
    return { endpoint, stop: () => stopChild(child, logFile) }
  } catch (error) {
    child.kill('SIGKILL')
    const output = readFileSync(logFile, 'utf8').slice(-2000)
    throw new Error(`The AWS emulator ${server.title} did not start:\n${output}`, { cause: error })
  }
}

let started = 0

function createVenv(venv: string): void {
  const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' })
  if (version.error !== undefined || version.stdout.trim() !== 'True') {
    throw new Error(
      'The cloud tests need python3 3.11 or later on the PATH, for the emulators of AWS and for programs in Python. Install it and run again.',
    )
  }
  const create = () => spawnSync('python3', ['-m', 'venv', venv], { encoding: 'utf8' })
  const first = create()
  if (first.status === 0) return
  say('python3 has no venv module; trying `apt-get install python3-venv` ...')
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  spawnSync('apt-get', ['install', '-y', '-qq', 'python3-venv'], { stdio: 'ignore' })
  rmSync(venv, { recursive: true, force: true })
  const second = create()
  if (second.status === 0) return
  throw new Error(
    `The cloud tests could not make a Python environment. Install python3-venv (\`apt-get install python3-venv\`) and run again.\n${second.stdout}${second.stderr}`,
  )
}

function run(command: string, args: readonly string[]): void {
  const result = spawnSync(command, args, { encoding: 'utf8' })
  if (result.status === 0) return
  throw new Error(
    `\`${command} ${args.join(' ')}\` failed:\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`,
  )
}

async function firstLine(child: ChildProcess, timeoutMs: number): Promise<string> {
  const lines = createInterface({ input: child.stdout! })
  const timeout = AbortSignal.timeout(timeoutMs)
  return new Promise<string>((resolve, reject) => {
    lines.once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)))
    timeout.addEventListener('abort', () => reject(new Error(`no answer in ${timeoutMs} ms`)))
  })
}

/** Ends it as the end of this process would, so that it can end what it started itself. */
async function stopChild(child: ChildProcess, logFile: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.stdin!.end()
    const late = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(late)
  }
  rmSync(logFile, { force: true })
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
