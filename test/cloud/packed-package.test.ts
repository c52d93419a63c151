import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { billOfMaterials } from '../../scripts/sbom/bill-of-materials.ts'
import { bundledPackages } from '../../scripts/sbom/shipped-packages.ts'
import { smallShop } from '../cli/small-shop.ts'
import { codeBlocks } from '../docs/code-blocks.ts'
import { commandLines } from '../docs/command-lines.ts'
import { packedPackage } from './packed-package.ts'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
const { peerDependencies, devDependencies, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, unknown>>
}

/** What users of the components install beside the package, at the versions that are tested here. */
const PULUMI = ['@pulumi/pulumi', '@pulumi/aws', '@pulumi/policy']
const TERRAFORM = ['cdktf', '@cdktf/provider-aws', 'constructs']
const ENTRIES = Object.keys(exports).filter((entry) => entry !== './package.json')

let folder: string
let tarball: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-packed-'))
  tarball = packedPackage()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packed package', () => {
  it('holds what users need, and neither sources nor tests', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const files = stdout.split('\n').map((path) => path.replace(/^package\//u, ''))
    expect(files).toEqual(
      expect.arrayContaining([
        'bin/crowsnest.js',
        'bin/policy-pack/index.js',
        'dist/bundle/engine.zip',
        'dist/bundle/notifier.zip',
        'dist/console/index.html',
        'dist/console/page.js',
        'dist/provider/provider.mjs',
        'dist/provider/pulumi-resource-crowsnest',
        'spec/detector.schema.json',
        'templates/cloudformation/engine.yml',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
      ]),
    )
    // Starters are copied as they are, sources and tests.
    const ours = files.filter((path) => !path.startsWith('templates/pulumi/'))
    expect(ours.filter((path) => /^(test|scripts|bench|docs|examples)\/|(?<!\.d)\.ts$|\.map$/u.test(path))).toEqual([])
    expect(files.filter((path) => /node_modules|__pycache__|\.pulumi\//u.test(path))).toEqual([])
  })

  it('runs nothing when it is installed', async () => {
    const { stdout } = await run('tar', ['-xzOf', tarball, 'package/package.json'])
    const { scripts = {} } = JSON.parse(stdout) as { readonly scripts?: Readonly<Record<string, string>> }
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^(pre|post)?prepare$/u.test(name))).toEqual([])
  })
})

describe.each(['22', '24'])('the packed package in an empty project, on Node %s', (major) => {
  let project: string
  let node: string
  beforeAll(async () => {
    project = join(folder, `project-${major}`)
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }')
    await npmInstall(project, `node@${major}`)
    node = join(project, 'node_modules/node/bin/node')
    await npmInstall(project, tarball)
  }, 300_000)

  const crowsnest = async (...args: readonly string[]): Promise<string> =>
    (await run(node, [bin(project), ...args], { cwd: project })).stdout

  it('brings what its bill of materials says, and no package for Pulumi', async () => {
    const bill = billOfMaterials(bundledPackages(join(project, 'node_modules/crowsnest/dist')))
    const billed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`))
    const installed = Object.entries(installedVersions(project)).filter(
      ([name]) => !/^(crowsnest|node|node-bin-.*)$/u.test(name),
    )
    expect(installed.length).toBeGreaterThan(30)
    // Versions of packages of packages are those of the day; of our own dependencies they are fixed.
    const names = new Set(bill.components.map(({ name }) => name))
    expect(installed.filter(([name]) => !names.has(name)).map(([name]) => name)).toEqual([])
    expect(
      installed.filter(([name, version]) => name.startsWith('@aws-sdk/client-') && !billed.has(`${name}@${version}`)),
    ).toEqual([])
    expect(installed.filter(([name]) => name.startsWith('@pulumi/'))).toEqual([])
  })

  it('has a command that helps and backtests', async () => {
    expect((await run(node, ['--version'])).stdout).toMatch(new RegExp(`^v${major}\\.`, 'u'))
    expect(await crowsnest('--help')).toContain('backtest')
    const shop = smallShop()
    try {
      const result = JSON.parse(await crowsnest('backtest', join(shop, 'shop.yaml'), '--json')) as {
        readonly detector: string
        readonly groups: readonly unknown[]
      }
      expect(result.detector).toBe('shop')
      expect(result.groups.length).toBeGreaterThan(0)
    } finally {
      rmSync(shop, { recursive: true })
    }
  })

  // The page's own commands, in its order: what a newcomer does who has nothing but the page.
  it('leads from docs/start.md to a watched detector, on one machine', async () => {
    const way = join(project, 'start')
    mkdirSync(way)
    const shop = smallShop()
    try {
      cpSync(join(shop, 'shop.csv'), join(way, 'orders.csv'))
      cpSync(join(shop, 'live'), join(way, 'live'), { recursive: true })
    } finally {
      rmSync(shop, { recursive: true })
    }
    const steps: string[] = []
    for (const words of commandsBelow('docs/start.md', 'On one machine')) {
      steps.push(words[2] ?? '')
      if (words[0] !== 'npx') continue
      const args = words.slice(2)
      if (args[0] === 'console') {
        expect(await answersOf(node, project, way, args)).toContain('http://127.0.0.1:')
        continue
      }
      // A newcomer watches until they have seen enough; the sample's data ends here.
      const { stdout, stderr } = await run(
        node,
        [bin(project), ...args, ...(args[0] === 'run' ? ['--once', '--until', '2026-06-21T04:00Z'] : [])],
        {
          cwd: way,
        },
      )
      if (args[0] === 'init') watchLiveToo(join(way, 'orders.yaml'))
      if (args[0] === 'backtest') expect(stdout).toContain('orders')
      expect(stderr).not.toContain('Error')
    }
    expect(steps).toEqual(['crowsnest', 'init', 'check', 'backtest', 'run', 'console'])
    expect(readFileSync(join(way, 'report.html'), 'utf8')).toContain('<html')
    expect(existsSync(join(way, 'state/detectors/orders'))).toBe(true)
  })

  it('says which package is missing where the components want Pulumi', async () => {
    await expect(imported(node, project, ['crowsnest'])).rejects.toThrow('@pulumi/pulumi')
    expect(await imported(node, project, ['crowsnest/spec', 'crowsnest/policies', 'crowsnest/engine'])).toEqual([
      true,
      true,
      true,
    ])
  })

  it('has entry points that load, and a Pulumi program that the compiler takes', async () => {
    const peers = [...PULUMI, ...TERRAFORM]
    await npmInstall(
      project,
      ...[...peers, '@types/node', 'typescript'].map((name) => `${name}@${devDependencies[name]}`),
    )
    expect(peers.filter((name) => !(name in peerDependencies))).toEqual([])
    const entries = ENTRIES.map((entry) => `crowsnest${entry.slice(1)}`)
    expect(await imported(node, project, entries)).toEqual(entries.map(() => true))
    cpSync(join(root, 'examples/pulumi/s3/index.ts'), join(project, 'index.ts'))
    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({
          compilerOptions: { strict: true, noEmit: true, target: 'es2022', module, moduleResolution, types: ['node'] },
        }),
      )
      const { stdout } = await run(node, [join(project, 'node_modules/typescript/bin/tsc'), '-p', project]).catch(
        (error: { readonly stdout: string }) => error,
      )
      expect(stdout).toBe('')
    }
  }, 300_000)

  it('runs that program, which deploys the functions of the package', async () => {
    cpSync(join(root, 'test/components/fake-aws.ts'), join(project, 'fake-aws.ts'))
    writeFileSync(join(project, 'run.mjs'), PROGRAM_ON_MOCKS)
    const { stdout } = await run(node, ['--no-warnings', 'run.mjs'], { cwd: project })
    const { types, archive } = JSON.parse(stdout) as { readonly types: readonly string[]; readonly archive: string }
    expect(types).toEqual(
      expect.arrayContaining([
        'crowsnest:index:Engine',
        'aws:lambda/function:Function',
        'aws:scheduler/schedule:Schedule',
      ]),
    )
    expect(readFileSync(archive)).toEqual(readFileSync(join(project, 'node_modules/crowsnest/dist/bundle/engine.zip')))
  })

  it('serves the provider: the plugin starts and says its port', async () => {
    const plugin = join(project, 'node_modules/crowsnest/dist/provider/provider.mjs')
    const child = execFile(node, [plugin, '127.0.0.1:1'], { cwd: project })
    try {
      const port = await new Promise<string>((resolve, reject) => {
        child.stdout!.once('data', (data) => resolve(String(data)))
        child.once('exit', (code) => reject(new Error(`the provider ended with ${code}`)))
      })
      expect(port.trim()).toMatch(/^\d+$/u)
    } finally {
      child.kill()
    }
  })
})

/** The example in the project, on Pulumi's own mocks with the answers of AWS that all tests of components have. */
const PROGRAM_ON_MOCKS = `import * as pulumi from '@pulumi/pulumi'
import { fakeInvoke, fakeState } from './fake-aws.ts'

const types = []
let archive
const mocks = {
  newResource({ type, name, inputs }) {
    types.push(type)
    if (type === 'aws:lambda/function:Function') archive = inputs.code.path
    const { id, computed } = fakeState(type, name, inputs)
    return { id, state: { ...inputs, ...computed } }
  },
  call: ({ token }) => fakeInvoke(token),
}
await pulumi.runtime.setMocks(mocks, 'empty', 'test', false, 'acme')
await import('./index.ts')
await pulumi.runtime.disconnect()
console.log(JSON.stringify({ types, archive: await archive }))
`

async function npmInstall(project: string, ...packages: readonly string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  // npm runs on the machine's Node; what is installed runs on the project's.
  await run('npm', ['install', ...quiet, ...packages], { cwd: project, maxBuffer: 16 * 2 ** 20 })
}

function bin(project: string): string {
  return join(project, 'node_modules/crowsnest/bin/crowsnest.js')
}

/** The command lines of a section of a page. */
function commandsBelow(page: string, heading: string): readonly (readonly string[])[] {
  const [section] = readFileSync(join(root, page), 'utf8').split(`\n## ${heading}\n`)[1]!.split('\n## ')
  return codeBlocks(page, section!)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => commandLines(code))
}

/** What the page tells to do by hand: the spec says where new data comes in, here beside the history. */
function watchLiveToo(spec: string): void {
  const text = readFileSync(spec, 'utf8')
  const historical = /^( *)historical: .*$/mu
  expect(text).toMatch(historical)
  writeFileSync(spec, text.replace(historical, '$&\n$1continuous: live/{{yyyyMMdd}}/{{HH}}00.csv'))
}

/** Starts a command that serves, and gives what it says first. */
async function answersOf(node: string, project: string, cwd: string, args: readonly string[]): Promise<string> {
  const child = execFile(node, [bin(project), ...args], { cwd })
  try {
    return await new Promise<string>((resolve, reject) => {
      child.stdout!.once('data', (data) => resolve(String(data)))
      child.once('exit', (code) => reject(new Error(`crowsnest ${args.join(' ')} ended with ${code}`)))
    })
  } finally {
    child.kill()
  }
}

/** Imports entry points in the project and says of each whether it exports something. */
async function imported(node: string, project: string, entries: readonly string[]): Promise<readonly boolean[]> {
  const program = `const all = await Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)))
console.log(JSON.stringify(all.map((each) => Object.keys(each).length > 0)))`
  const { stdout } = await run(node, ['--input-type=module', '-e', program], { cwd: project })
  return JSON.parse(stdout) as readonly boolean[]
}

function installedVersions(project: string): Readonly<Record<string, string>> {
  const modules = join(project, 'node_modules')
  const names = readdirSync(modules).flatMap((name) =>
    name.startsWith('@')
      ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`)
      : name.startsWith('.')
        ? []
        : [name],
  )
  return Object.fromEntries(
    names.map((name) => {
      const { version } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as {
        readonly version: string
      }
      return [name, version]
    }),
  )
}
