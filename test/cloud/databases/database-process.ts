import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { foundOrInstalled } from '../installing.ts'

/** A real database server of a test, on a free loopback port, in a folder of its own. */
export interface TestDatabase {
  readonly host: 'localhost'
  readonly port: number
  /** PEM file of the authority that signed its certificate. */
  readonly authority: string
  /** Who may do everything. */
  readonly admin: { readonly user: string; readonly password: string }
  /** Ends it at once, as a crash would; what it has committed is there after `start`. */
  kill(): Promise<void>
  /** Starts it again after `kill`. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

/** How a kind of server is run. */
export interface DatabaseKind {
  readonly title: string
  /** Debian package that has it. */
  readonly debianPackage: string
  /** Where its programs may be, newest last; `*` allowed. */
  readonly programs: readonly string[]
  readonly admin: TestDatabase['admin']
  /** Makes an empty database in `folder/data`, as the user that the server runs as. */
  initialise(programs: string, folder: string, run: (program: string, args: readonly string[]) => void): void
  /** Program and arguments of the server, which stays in the foreground. */
  command(programs: string, folder: string, port: number): readonly [string, ...string[]]
  /** Program and arguments that end well once it takes connections; without, it does so as soon as it listens. */
  ready?(programs: string, port: number): readonly [string, ...string[]]
}

/** Neither server runs as root; `nobody` is on every system. */
const NOBODY = 65_534

const isRoot = process.getuid?.() === 0

/**
 * Starts a server, and installs it before when it is not there. It ends with `stop`, and also when this process ends.
 *
 * @throws when it cannot be installed or does not listen within a minute
 */
export async function startDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  const programs = findPrograms(kind)
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-db-'))
  chmodSync(folder, 0o755)
  makeCertificates(folder)
  mkdirSync(join(folder, 'data'), { mode: 0o700 })
  if (isRoot) for (const path of globSync(join(folder, '*')).concat(folder)) chownSync(path, NOBODY, NOBODY)
  const identity = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  kind.initialise(programs, folder, (program, args) => {
    execFileSync(program, args, {
      ...identity,
      stdio: ['ignore', 'ignore', 'inherit'],
      cwd: folder,
      env: environment(folder),
    })
  })
  const port = await freePort()
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const [program, ...args] = kind.command(programs, folder, port)
    const started = spawn(program, args, {
      ...identity,
      cwd: folder,
      env: environment(folder),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    started.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4000)))
    child = started
    for (let attempt = 0; attempt < 600; attempt++) {
      if (started.exitCode !== null) break
      if ((await listens(port)) && isReady()) return
      await sleep(100)
    }
    throw new Error(`${kind.title} does not listen:\n${said}`)
  }

  function isReady(): boolean {
    if (kind.ready === undefined) return true
    const [program, ...args] = kind.ready(programs, port)
    return spawnSync(program, args, { stdio: 'ignore' }).status === 0
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((done) => running.once('exit', done))
    running.kill(signal)
    await ended
  }

  const killNow = (): void => void child?.kill('SIGKILL')
  process.once('exit', killNow)
  await start()
  return {
    host: 'localhost',
    port,
    authority: join(folder, 'ca.pem'),
    admin: kind.admin,
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      process.removeListener('exit', killNow)
      // PostgreSQL would wait for its clients after SIGTERM.
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function findPrograms({ title, debianPackage, programs }: DatabaseKind): string {
  const find = (): string | undefined => programs.flatMap((pattern) => globSync(pattern).toSorted()).at(-1)
  const present = foundOrInstalled(find, install)
  if (present !== undefined) return present
  throw new Error(`${title} is needed by these tests and could not be installed: apt-get install ${debianPackage}`)

  function install(): string | undefined {
    process.stderr.write(`Installing ${title} (once; about a minute) ...\n`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const sudo = isRoot ? [] : ['sudo', '--non-interactive']
    for (const args of [
      ['update', '-qq'],
      ['install', '-qq', '-y', '--no-install-recommends', debianPackage],
    ]) {
      const [program, ...rest] = [...sudo, 'apt-get', ...args]
      spawnSync(program!, rest, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    }
    return find()
  }
}

/** An authority, and a certificate for `localhost` that it has signed. */
function makeCertificates(folder: string): void {
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Crowsnest test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
  )
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-copy_extensions',
    'copyall',
    '-out',
    'server.pem',
  )
  chmodSync(join(folder, 'server.key'), 0o600)
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C', TZ: 'UTC' }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}
