import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { installPackages, type PythonPackages } from '../python-server.ts'
import { noteOf, tools, type Tool } from './tools.ts'

const sources = join(import.meta.dirname, 'cli')
const cache = join(import.meta.dirname, '..', '..', '..', '.cache', 'pulumi')

/** Where the Pulumi command and the language hosts are. */
export interface PulumiInstallation {
  /** File of the command itself. */
  readonly command: string
  /** `3.259.0` */
  readonly version: string
  /** Folder of a built installation, for the Automation API; the command on PATH has none. */
  readonly root?: string
  /** A folder for what this run of the tests deploys; whoever installed removes it. */
  readonly runs: string
  /** A Python that can import `pulumi`. */
  readonly python: string
  /** The folders that belong in front of PATH, so that the command finds its language hosts. */
  readonly path: readonly string[]
}

/**
 * Finds the Pulumi command and its language hosts on PATH, or builds what is missing from the Go modules that
 * `cli/go.mod` pins and `cli/go.sum` verifies, into `.cache/pulumi/<hash of the versions>/bin`; says what it does and which versions run.
 *
 * @throws when Go is missing or too old, or a build fails; the message says why
 */
export async function installPulumi(): Promise<PulumiInstallation> {
  const found = findOnPath('pulumi', MINIMUM)
  const missing = tools.filter(({ name }) => found === undefined || findOnPath(name) === undefined)
  const building = missing.length === 0 ? Promise.resolve(undefined) : build(missing)
  building.catch(() => {}) // awaited below; until then a failure is not "unhandled"
  const python = installPackages(PYTHON)
  const built = await building
  const command = found?.file ?? join(built!, 'pulumi')
  const path = [...(found === undefined ? [] : [dirname(found.file)]), ...(built === undefined ? [] : [built])]
  const version = found?.version ?? versionOf(command)
  say(`Pulumi ${version} (${command})`)
  for (const tool of missing.slice(found === undefined ? 1 : 0)) say(`  ${tool.name} ${tool.version}${noteOf(tool)}`)
  say(
    `  with @pulumi/pulumi ${sdkVersion()} on Node.js ${process.versions.node}, and ${outputOf(python, PYTHON_VERSIONS)}`,
  )
  await removeRunsOfTheDead()
  const runs = join(cache, 'runs', String(process.pid))
  return { command, version, path, runs, python, ...(found === undefined ? { root: dirname(built!) } : {}) }
}

const PYTHON: PythonPackages = {
  title: "Pulumi's SDK for Python",
  folder: 'pulumi-python',
  requirements: 'pulumi/requirements.txt',
}

/** The oldest Pulumi command that our package says it works with. */
const MINIMUM = '3.229.0'

async function build(missing: readonly Tool[]): Promise<string> {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' })
  if (go.error !== undefined || go.status !== 0) {
    throw new Error(
      'The deployment tests need the Pulumi command (https://www.pulumi.com/docs/install/) on PATH, or Go 1.26 to build it. Install one and run again.',
    )
  }
  const folder = join(cache, hashOf(go.stdout, missing))
  const bin = join(folder, 'bin')
  if (existsSync(bin)) return bin
  await mkdir(cache, { recursive: true })
  const unfinished = await mkdtemp(join(cache, 'unfinished-'))
  try {
    for (const [module, ofModule] of Map.groupBy(missing, (tool) => tool.module)) {
      await buildModule(module, ofModule, join(unfinished, 'bin'))
    }
    await removeOlder()
    await rename(unfinished, folder).catch((cause: unknown) => {
      if (!existsSync(bin)) throw cause // otherwise another process was faster, with the same result
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return bin
}

/** Versions that nothing asks for any more. */
async function removeOlder(): Promise<void> {
  const older = (await readdir(cache)).filter((name) => /^[0-9a-f]{16}$/.test(name))
  await Promise.all(older.map((name) => rm(join(cache, name), { recursive: true, force: true })))
}

/** What runs left that were killed. */
async function removeRunsOfTheDead(): Promise<void> {
  const all = join(cache, 'runs')
  const dead = (existsSync(all) ? await readdir(all) : []).filter((pid) => !existsSync(join('/proc', pid)))
  if (!existsSync('/proc')) return
  await Promise.all(dead.map((pid) => rm(join(all, pid), { recursive: true, force: true })))
}

async function buildModule(module: string, ofModule: readonly Tool[], bin: string): Promise<void> {
  const names = ofModule.map(({ name, version }) => `${name} ${version}`).join(', ')
  say(`Building ${names} into .cache/pulumi (once; up to 7 minutes on two cores while Go's cache is empty) ...`)
  const start = performance.now()
  for (const tool of ofModule) await buildTool(module, tool, bin)
  say(`... built in ${Math.round((performance.now() - start) / 1000)} s`)
}

async function buildTool(module: string, { name, source, versionVariable, version }: Tool, bin: string): Promise<void> {
  const cwd = join(sources, module)
  if (typeof source === 'object') {
    const folder = await run('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', source.of], cwd)
    await copyFile(join(folder.trim(), source.file), join(bin, name))
    return
  }
  const link = ['-s', '-w', ...(versionVariable === undefined ? [] : ['-X', `${versionVariable}=v${version}`])]
  const args = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-tags', 'osusergo,grpcnotrace']
  await run('go', [...args, '-ldflags', link.join(' '), '-o', join(bin, name), source], cwd)
}

function findOnPath(name: string, atLeast?: string): { file: string; version: string } | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name)
    if (folder === '' || !existsSync(file)) continue
    if (atLeast === undefined) return { file, version: '' }
    const version = versionOf(file)
    if (version.localeCompare(atLeast, 'en', { numeric: true }) >= 0) return { file, version }
    say(`${file} is Pulumi ${version}; the deployment tests need ${atLeast} or later.`)
  }
  return undefined
}

function versionOf(command: string): string {
  return outputOf(command, ['version']).replace(/^v/, '')
}

function sdkVersion(): string {
  const file = createRequire(import.meta.url).resolve('@pulumi/pulumi/package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const PYTHON_VERSIONS = [
  '-c',
  'import platform, importlib.metadata as m; print("pulumi", m.version("pulumi"), "on Python", platform.python_version())',
]

function outputOf(command: string, args: readonly string[]): string {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: 'true' }
  return spawnSync(command, args, { encoding: 'utf8', env }).stdout.trim()
}

function hashOf(goVersion: string, missing: readonly Tool[]): string {
  const hash = createHash('sha256').update(goVersion).update(JSON.stringify(missing))
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (/\.(go|mod|sum)$/.test(name)) hash.update(name).update(readFileSync(join(sources, name)))
  }
  return hash.digest('hex').slice(0, 16)
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  // Without cgo a build needs no C compiler.
  const env = { ...process.env, CGO_ENABLED: '0' }
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let trouble = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return output
  throw new Error(`\`${command} ${args.join(' ')}\` in ${cwd} failed:\n${trouble.slice(-4000)}`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}
