import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { command } from '../../cli/check.ts'
import schema from '../../spec/output/findings.schema.json' with { type: 'json' }
import { fakeIo, type FakeIo } from '../cli/fake-io.ts'
import { sampleSpec } from './sample-spec.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const files = {
  'good.yaml': stringify(sampleSpec()),
  'good.json': JSON.stringify(sampleSpec()),
  'bad.yaml': 'detector: revenue\ninterval: 5m # often\ntags: { team: "a&b" }\n',
  'warned.yaml': stringify(sampleSpec({ 'dataset.filters.shop': ['us', 'us'] })),
  'utf-16.yaml': Buffer.from(`\uFEFF${stringify(sampleSpec())}`, 'utf16le'),
  'latin-1.yaml': Buffer.from('detector: gr\xf6\xdfe\n', 'latin1'),
  'hostile.yaml': 'detector: "\\e[31mred"\nowner\u001b[2J: me\n',
}
for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)

async function run(
  args: readonly string[],
  io: FakeIo = fakeIo(undefined, folder),
): Promise<{ exit: number; io: FakeIo }> {
  return { exit: await command.run(args, io), io }
}

describe('crowsnest check', () => {
  it('shows where, what, the line with a mark and the cure', async () => {
    const { exit, io } = await run(['bad.yaml'])
    expect(exit).toBe(1)
    expect(io.out()).toBe(`bad.yaml:1:1  error  \`dataset\` is missing.  [FIELD_MISSING]
    1 | detector: revenue
      | ^~~~~~~~
      Add \`dataset\`; docs/spec.md describes it.

bad.yaml:2:11  error  "5m" is not an interval. Did you mean \`PT5M\`?  [INTERVAL_UNKNOWN]
    2 | interval: 5m # often
      |           ^~
      Use PT5M, PT10M, PT1H or P1D.

bad.yaml:3:15  error  "a&b" has "&", which tags may not have.  [TAG_CHARACTERS]
    3 | tags: { team: "a&b" }
      |               ^~~~~
      Use letters A-Z and a-z, digits, spaces and _ . : / = + @ -

1 spec checked: 3 errors.
`)
    expect(io.err()).toBe('')
  })

  it('is content with good specs in YAML, JSON and UTF-16', async () => {
    const { exit, io } = await run(['good.yaml', 'good.json', 'utf-16.yaml', './good.yaml'])
    expect({ exit, out: io.out() }).toEqual({ exit: 0, out: '4 specs checked, no problems.\n' })
  })

  it('exits with 0 when there are only warnings', async () => {
    const { exit, io } = await run(['warned.yaml'])
    expect(exit).toBe(0)
    expect(io.out()).toContain('1 spec checked: 1 warning.')
  })

  it('prints findings of several files as one JSON list', async () => {
    const { exit, io } = await run(['bad.yaml', 'good.yaml', 'warned.yaml', '--json'])
    expect(exit).toBe(1)
    const findings = JSON.parse(io.out()) as readonly Record<string, unknown>[]
    expect(findings.map(({ file, code, level }) => [file, code, level])).toEqual([
      ['bad.yaml', 'FIELD_MISSING', 'error'],
      ['bad.yaml', 'INTERVAL_UNKNOWN', 'error'],
      ['bad.yaml', 'TAG_CHARACTERS', 'error'],
      ['warned.yaml', 'VALUE_REPEATED', 'warning'],
    ])
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema)
    expect(validate(findings), JSON.stringify(validate.errors)).toBe(true)
    expect(Object.keys(findings[0]!)).toEqual([
      'code',
      'level',
      'file',
      'path',
      'line',
      'column',
      'args',
      'message',
      'help',
    ])
  })

  it.each([
    ['missing.yaml', 'SPEC_NOT_FOUND'],
    ['.', 'SPEC_NOT_READABLE'],
    ['latin-1.yaml', 'SPEC_NOT_UTF8'],
  ])('exits with 2 for %s, after checking the others', async (file, code) => {
    const { exit, io } = await run([file, 'bad.yaml'])
    expect(exit).toBe(2)
    expect(io.err()).toContain(`[${code}]`)
    expect(io.out()).toContain('1 spec checked: 3 errors.')
  })

  it('reads standard input as -', async () => {
    const io = { ...fakeIo(undefined, folder), stdin: async () => Buffer.from(files['bad.yaml']) }
    const { exit } = await run(['-'], io)
    expect(exit).toBe(1)
    expect(io.out()).toContain('-:2:11  error')
  })

  it('lets no control characters of a file reach the terminal', async () => {
    const { io } = await run(['hostile.yaml'])
    expect(io.out()).toContain('owner\\u001b[2J')
    // oxlint-disable-next-line no-control-regex -- that is what must not be there
    expect(io.out()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  })

  it('keeps excerpts of long lines within the terminal', async () => {
    const io = fakeIo(60, folder)
    writeFileSync(join(folder, 'long.json'), JSON.stringify(sampleSpec({ quotas: { metrics: 0 } })))
    await run(['long.json'], io)
    const excerpt = io.out().split('\n').slice(1, 3)
    expect(Math.max(...excerpt.map((line) => line.length))).toBeLessThanOrEqual(60)
    const mark = excerpt[1]!.indexOf('^')
    expect(excerpt[0]!.slice(mark, mark + 1)).toBe('0')
  })
})
