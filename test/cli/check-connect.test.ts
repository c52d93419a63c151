import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { command } from '../../cli/check.ts'
import type { Finding } from '../../spec/index.ts'
import { fakeIo } from './fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-connect-'))
afterAll(() => rmSync(folder, { recursive: true }))

writeFileSync(join(folder, 'good.csv'), 'at,shop,views\n2026-06-01 10:00:00,a,1\n2026-06-01 11:00:00,b,2\n')
writeFileSync(join(folder, 'other-times.csv'), 'at,shop,views\n01.06.2026 10:00,a,1\n01.06.2026 11:00,b,2\n')
writeFileSync(join(folder, 'some-text.csv'), 'at,shop,views\n2026-06-01 10:00:00,a,1\n2026-06-01 11:00:00,b,many\n')
mkdirSync(join(folder, 'empty'))
writeFileSync(join(folder, 'empty', '.keep'), '')

async function check(historical: string, changes: object = {}, args: readonly string[] = ['--connect']) {
  const spec = {
    detector: 'shop',
    interval: 'PT1H',
    dataset: {
      source: { folder: { historical, format: { csv: {} } } },
      timestamp: { column: 'at', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'views', aggregation: 'SUM' }],
      dimensions: ['shop'],
      ...changes,
    },
  }
  writeFileSync(join(folder, 'shop.yaml'), stringify(spec))
  const io = fakeIo(undefined, folder)
  const exit = await command.run(['shop.yaml', ...args], io)
  return { exit, out: io.out() }
}

describe('crowsnest check --connect', () => {
  it('says what it has read when all is well', async () => {
    expect(await check('./good.csv')).toEqual({
      exit: 0,
      out: 'ok  ./good.csv: 1 file with 62 bytes; ./good.csv was read\n1 spec checked, no problems.\n',
    })
  })

  it('reads nothing without being asked to', async () => {
    expect((await check('./nowhere.csv', {}, [])).out).toBe('1 spec checked, no problems.\n')
  })

  // Guide, "Troubleshooting": the conditions of files. The first is an error of the source, the others of its records.
  it.each([
    ['./nowhere.csv', 'error', 'NOTHING_AT_PATH', ['dataset', 'source', 'folder'], 1],
    ['./other-times.csv', 'error', 'RECORDS_REJECTED', ['dataset', 'timestamp'], 1],
    ['./some-text.csv', 'warning', 'RECORDS_REJECTED', ['dataset', 'source'], 0],
    ['./empty', 'warning', 'NO_RECORDS', ['dataset', 'source', 'folder'], 0],
  ])('finds what is wrong with %s: %s %s', async (historical, level, code, path, expected) => {
    const { exit, out } = await check(historical, {}, ['--connect', '--json'])
    const findings = JSON.parse(out) as readonly Finding[]
    expect(findings.map((finding) => [finding.level, finding.code, finding.path])).toEqual([[level, code, path]])
    expect(exit).toBe(expected)
    expect(findings[0]!.line).toBeGreaterThan(1)
  })

  it('shows the field that cannot be read', async () => {
    expect((await check('./some-text.csv')).out).toContain(
      '1 of 2 records of the sample are rejected: MEASURE_NOT_A_NUMBER in the column "views", such as "many".',
    )
  })

  it('finds a column that is not there', async () => {
    const { exit, out } = await check('./good.csv', { dimensions: ['store'] })
    expect(exit).toBe(1)
    expect(out).toContain('store')
  })
})
