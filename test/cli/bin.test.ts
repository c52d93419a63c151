import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The smallest clone: the real bin and, in place of everything else, a main that says what it got and waits.
const MAIN = `
export async function main(args) {
  if (args[0] === 'exit') return Number(args[1])
  process.on(args[0], () => { console.log('got ' + args[0]); clearInterval(alive); process.exitCode = 5 })
  const alive = setInterval(() => {}, 1000)
  setTimeout(() => process.exit(9), 10_000).unref()
  console.log('ready on ' + process.versions.node)
  return new Promise(() => {})
}
`

const oldNode = findOldNode()
const nodes = [
  { title: 'the Node of the sources', node: process.execPath },
  ...(oldNode === undefined ? [] : [{ title: 'an older Node', node: oldNode }]),
]
if (oldNode === undefined)
  process.stderr.write('bin.test.ts: no Node older than 22.18 here, so re-execution is not tested\n')

describe.each(nodes)('bin/crowsnest.js on $title', ({ node }) => {
  let clone = ''
  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), 'crowsnest-bin-'))
    for (const folder of ['bin', 'cli', 'scripts', 'node_modules/node/bin'])
      mkdirSync(join(clone, folder), { recursive: true })
    copyFileSync('bin/crowsnest.js', join(clone, 'bin/crowsnest.js'))
    writeFileSync(join(clone, 'cli/main.ts'), MAIN)
    writeFileSync(join(clone, 'scripts/install-once.js'), '')
    writeFileSync(join(clone, 'package.json'), '{"type":"module"}')
    symlinkSync(process.execPath, join(clone, 'node_modules/node/bin/node'))
  })
  afterAll(() => rmSync(clone, { recursive: true, force: true }))

  it('runs the sources on a Node that can, and gives their exit code', async () => {
    const run = await start(node, clone, ['exit', '3']).ended
    expect(run).toEqual({ code: 3, signal: null, stdout: '' })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('lets the command answer a %s and gives its exit code', async (signal) => {
    const child = start(node, clone, [signal])
    await child.ready
    child.kill(signal)
    const { code, stdout } = await child.ended
    expect(code).toBe(5)
    expect(stdout).toContain(`ready on ${process.versions.node}`)
    expect(stdout).toContain(`got ${signal}`)
  })

  it('ends by the signal that the command ended by', async () => {
    const child = start(node, clone, ['SIGUSR2'])
    await child.ready
    child.kill('SIGTERM')
    expect(await child.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
  })
})

interface Running {
  readonly ready: Promise<void>
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string }>
  kill(signal: NodeJS.Signals): void
}

function start(node: string, clone: string, args: readonly string[]): Running {
  const child = spawn(node, [join(clone, 'bin/crowsnest.js'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  const ready = Promise.withResolvers<void>()
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    if (stdout.includes('ready')) ready.resolve()
  })
  const ended = Promise.withResolvers<{ code: number | null; signal: NodeJS.Signals | null; stdout: string }>()
  child.on('close', (code, signal) => {
    ready.resolve()
    ended.resolve({ code, signal, stdout })
  })
  return { ready: ready.promise, ended: ended.promise, kill: (signal) => void child.kill(signal) }
}

function findOldNode(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  return folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((path) => {
      if (!existsSync(path)) return false
      const [major = 0, minor = 0] = execFileSync(path, ['--version'], { encoding: 'utf8' })
        .slice(1)
        .split('.')
        .map(Number)
      return major < 22 || (major === 22 && minor < 18)
    })
}
