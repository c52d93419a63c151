import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const here = import.meta.dirname
const cache = join(here, '..', '..', '.cache')
const venv = join(cache, 'emulator')
const requirements = join(here, 'requirements.txt')

/** A running emulator of AWS services. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string
  stop(): Promise<void>
}

/**
 * Installs moto into `.cache/emulator` unless that has been done with these versions; says what it does.
 *
 * @throws when Python 3.11 with venv is missing or pip fails; the message says why
 */
export function installEmulator(): void {
  const stamp = join(venv, 'installed')
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing the AWS emulator (moto) into .cache/emulator (once; about half a minute) ...')
  rmSync(venv, { recursive: true, force: true })
  createVenv()
  run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  writeFileSync(stamp, wanted)
}

/**
 * Starts moto on a free loopback port. It ends with `stop`, and also when this process dies.
 *
 * @throws when it does not answer within a minute; its output is in `.cache/emulator.log`
 */
export async function startEmulator(): Promise<Emulator> {
  await mkdir(cache, { recursive: true })
  const logFile = join(cache, `emulator-${process.pid}.log`)
  const log = await open(logFile, 'w')
  const child = spawn(join(venv, 'bin', 'python'), [join(here, 'moto_server.py')], {
    stdio: ['pipe', 'pipe', log.fd],
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  })
  await log.close()
  try {
    const endpoint = `http://127.0.0.1:${await firstLine(child, 60_000)}`
    await fetch(`${endpoint}/moto-api/data.json`).then((answer) => answer.arrayBuffer())
    return { endpoint, stop: () => stopChild(child, logFile) }
  } catch (error) {
    child.kill('SIGKILL')
    throw new Error(`The AWS emulator did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`, { cause: error })
  }
}

function createVenv(): void {
  const version = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))'], { encoding: 'utf8' })
  if (version.error !== undefined || version.stdout.trim() !== 'True') {
    throw new Error(
      'The cloud tests need python3 3.11 or later on the PATH, for the AWS emulator moto. Install it and run again.',
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

async function stopChild(child: ChildProcess, logFile: string): Promise<void> {
  const ended = child.exitCode !== null || new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
  rmSync(logFile, { force: true })
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
