import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, it } from 'vitest'
import { command as check } from '../../cli/check.ts'
import { main } from '../../cli/main.ts'
import { command } from '../../cli/migrate.ts'
import schema from '../../spec/output/migrate.schema.json' with { type: 'json' }
import { fakeIo, type FakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const inputs = join(import.meta.dirname, '../spec/migration/inputs')

async function run(...args: readonly string[]): Promise<{ readonly exit: number; readonly io: FakeIo }> {
  const io = fakeIo(undefined, folder)
  return { exit: await command.run(args, io), io }
}

describe('crowsnest migrate', () => {
  it('prints a spec that check accepts', async () => {
    const { exit, io } = await run(join(inputs, 'cloudwatch.yaml'))
    expect(exit).toBe(0)
    writeFileSync(join(folder, 'made.yaml'), io.out())
    const checked = fakeIo(undefined, folder)
    expect(await check.run(['made.yaml'], checked)).toBe(0)
    expect(checked.out()).toBe('1 spec checked, no problems.\n')
    expect(io.err()).toMatch(/\n1 spec; 4 suggestions\.\n$/)
  })

  it('shows the place in the template of what has to be completed, and check the place in the spec', async () => {
    const { exit, io } = await run(join(inputs, 's3-csv.yaml'))
    expect(exit).toBe(1)
    expect(io.err()).toContain('s3-csv.yaml:36:40  error  The parameter `DataBucket` has no default')
    expect(io.err()).toContain('--parameter DataBucket=VALUE')
    writeFileSync(join(folder, 'open.yaml'), io.out())
    const checked = fakeIo(undefined, folder)
    expect(await check.run(['open.yaml'], checked)).toBe(1)
    expect(checked.out()).toContain('`<<DataBucket>>` stands for a value that is not known yet.  [PLACEHOLDER_LEFT]')
  })

  it('separates several specs on standard output, and says how to have a file of each', async () => {
    const { exit, io } = await run(join(inputs, 'terraform-show.json'))
    expect(exit).toBe(0)
    expect(io.out().match(/^---$/gm)).toHaveLength(1)
    expect(io.err()).toContain('use --out DIR')
  })

  it('writes a file for each spec, and overwrites none', async () => {
    const file = join(inputs, 'terraform-show.json')
    const { exit, io } = await run(file, '--out', 'specs')
    expect(exit).toBe(0)
    expect(io.out()).toBe('')
    expect(readdirSync(join(folder, 'specs')).toSorted()).toEqual(['latency-eu.yaml', 'latency-us.yaml'])
    expect(readFileSync(join(folder, 'specs/latency-us.yaml'), 'utf8')).toContain('detector: latency-us')
    await expect(run(file, '--out', 'specs')).rejects.toMatchObject({ code: 'SPEC_EXISTS' })
    expect((await run(file, '--out', 'specs', '--force')).exit).toBe(0)
  })

  it('gives detectors of the same name files of their own', async () => {
    const text = readFileSync(join(inputs, 'cloudwatch.yaml'), 'utf8')
    writeFileSync(join(folder, 'a.yaml'), text)
    writeFileSync(
      join(folder, 'b.yaml'),
      text.replace('AnomalyDetectorName: functions', 'AnomalyDetectorName: FUNCTIONS'),
    )
    expect((await run('a.yaml', 'b.yaml', '--out', 'same')).exit).toBe(0)
    expect(readdirSync(join(folder, 'same')).toSorted()).toEqual(['FUNCTIONS-2.yaml', 'functions.yaml'])
  })

  it('prints JSON as its schema says', async () => {
    const { io } = await run(join(inputs, 's3-csv.yaml'), '--json')
    const result: unknown = JSON.parse(io.out())
    const validate = new Ajv2020({ strict: false }).compile(schema)
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true)
    expect(result).toMatchObject({ specs: [{ detector: 'revenue-prod', usable: false }] })
  })

  it('exits with 2 and says why where nothing can be made', async () => {
    writeFileSync(join(folder, 'other.yaml'), 'detector: revenue\n')
    const { exit, io } = await run('other.yaml')
    expect(exit).toBe(2)
    expect(io.out()).toBe('')
    expect(io.err()).toContain('[INPUT_UNKNOWN]')
    await expect(run('nowhere.yaml')).rejects.toMatchObject({ code: 'SPEC_NOT_FOUND' })
  })

  it.each([
    { args: ['-p', 'Name'], code: 'OPTION_VALUE_INVALID' },
    { args: ['-p', '=value'], code: 'OPTION_VALUE_INVALID' },
    { args: ['-p', 'A=1', '-p', 'A=2'], code: 'OPTION_REPEATED' },
  ])('refuses $args', async ({ args, code }) => {
    await expect(run(join(inputs, 'rds.yaml'), ...args)).rejects.toMatchObject({ code })
  })

  it('reads standard input, and is found by its name', async () => {
    const bytes = readFileSync(join(inputs, 'pulumi.json'))
    const io = { ...fakeIo(undefined, folder), stdin: async () => bytes }
    expect(await main(['migrate', '-'], io)).toBe(0)
    expect(io.out()).toContain('# Migrated from - by `crowsnest migrate`.\ndetector: revenue-1a2b3c4\n')
  })
})
