import { existsSync, globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const rooms = [
  'spec',
  'policies',
  'plans',
  'engine',
  'components',
  'policy-pack',
  'provider',
  'templates',
  'cli',
].filter((room) => existsSync(join(root, room)))

async function cruiseHouse(folders: readonly string[], baseDir: string): Promise<ICruiseResult> {
  const config = JSON.parse(readFileSync(join(root, '.dependency-cruiser.json'), 'utf8')) as IConfiguration
  const { output } = await cruise(
    [...folders],
    { ...config.options, baseDir, ruleSet: { forbidden: config.forbidden ?? [] }, validate: true },
    undefined,
    { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) },
  )
  if (typeof output === 'string') throw new Error('dependency-cruiser gave text where its result was expected')
  return output
}

describe('the house', () => {
  let result: ICruiseResult
  beforeAll(async () => {
    result = await cruiseHouse(rooms, root)
  }, 60_000)

  it('has no arrow that points up, crosses a wall or closes a loop', () => {
    const violations = result.summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)
    expect(violations).toEqual([])
  })

  it('was seen whole by the checker, with its arrows', () => {
    const onDisk = rooms.flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
    const seen = new Map(result.modules.map((module) => [module.source, module]))
    expect(onDisk.filter((file) => !seen.has(file))).toEqual([])
    // An index re-exports: one without arrows means that the checker read nothing.
    const indexes = onDisk.filter((file) => file.endsWith('/index.ts'))
    expect(indexes.length).toBeGreaterThan(0)
    expect(indexes.filter((file) => seen.get(file)?.dependencies.length === 0)).toEqual([])
  })
})

describe('the layer rules', () => {
  it.each([
    { from: 'spec', line: "import '../engine/index.ts'", rule: 'spec-stands-alone' },
    { from: 'engine/dataset', line: "import 'node:fs'", rule: 'pure-rooms' },
    { from: 'engine/run', line: "import '../time/inner.ts'", rule: 'through-the-index' },
    { from: 'engine/formats', line: "import '../dataset/index.ts'", rule: 'formats-below-dataset' },
    { from: 'engine/history', line: "import '../console/index.ts'", rule: 'history-reads-back' },
    { from: 'engine/run', line: "import '../history/index.ts'", rule: 'run-below-hosts' },
    { from: 'engine/console/page', line: "import 'node:fs'", rule: 'page-runs-in-browsers' },
    { from: 'engine/console/page', line: "import '../../run/index.ts'", rule: 'page-runs-in-browsers' },
    { from: 'policy-pack', line: "import '../engine/index.ts'", rule: 'policy-pack-knows-no-components' },
    { from: 'templates/cloudformation', line: "import '../../engine/index.ts'", rule: 'templates-only-render' },
    { from: 'templates/cloudformation', line: "import 'node:fs'", rule: 'pure-rooms' },
    { from: 'templates/terraform', line: "import '../../engine/index.ts'", rule: 'templates-only-render' },
  ])('$rule catches a planted violation', async ({ from, line, rule }) => {
    const folder = await mkdtemp(join(tmpdir(), 'crowsnest-house-'))
    try {
      for (const room of [
        'spec',
        ...['time', 'dataset', 'run', 'formats', 'history', 'console'].map((name) => `engine/${name}`),
        from,
      ]) {
        await mkdir(join(folder, room), { recursive: true })
      }
      await writeFile(join(folder, 'engine/index.ts'), 'export {}\n')
      await writeFile(join(folder, 'engine/time/inner.ts'), 'export {}\n')
      for (const room of ['dataset', 'history', 'console', 'run']) {
        await writeFile(join(folder, `engine/${room}/index.ts`), 'export {}\n')
      }
      await writeFile(join(folder, from, 'planted.ts'), `${line}\n`)
      const planted = await cruiseHouse([...new Set(['spec', 'engine', from.split('/')[0]!])], folder)
      expect(planted.summary.violations.map((v) => v.rule.name)).toContain(rule)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
