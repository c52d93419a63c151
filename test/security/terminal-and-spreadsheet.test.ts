import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../cli/main.ts'
import { csvText } from '../../engine/console/page/csv.ts'
import { fakeIo } from '../cli/fake-io.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowsnest-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

const ESCAPE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e'

/** What must not reach a terminal or a log: it moves the cursor, or makes a line that nobody wrote. */
// oxlint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

// Issue 9: messages of errors went to the terminal as they were.
const COMMANDS: readonly (readonly string[])[] = [
  [`unknown${ESCAPE}`],
  ['check', `missing${ESCAPE}.yaml`],
  ['lint', `missing${ESCAPE}.json`],
  ['check', write('spec.yaml', `detector: "a\\e[2J"\n"x\\e[31m\\ncrowsnest: forged": 1\n`)],
  ['backtest', `missing${ESCAPE}.yaml`],
  ['run', `missing${ESCAPE}.yaml`, '--state', 'state'],
  ['diff', write('twice.json', `{"a${ESCAPE.replaceAll('\u001b', '\\u001b')}":1,"a":2,"a":3}`), 'twice.json'],
  ['evaluate', write('yaml.yaml', `{"a": [1\n${ESCAPE}: ]]`)],
  ['migrate', write('template.yaml', `Resources:\n  "x\\e[2J":\n    Type: "AWS::LookoutMetrics::\\e[31m"\n`)],
  ['review', 'spec.yaml', '--dump', write('dump.json', `{"RoleDetailList":[{"RoleName":"\\u001b[2J"}]}`)],
  ['score', `x${ESCAPE}.csv`, '--timestamp', 't', '--measure', 'v', '--interval', 'PT1H', '--out', 'out.csv'],
  ['init', `nothing${ESCAPE}.csv`],
  ['init', write(`${encodeURIComponent(ESCAPE)}.csv`, `time${ESCAPE},va${ESCAPE}lue\n2026-01-01 00:00:00,1\n`)],
]

describe('the terminal', () => {
  it.each(COMMANDS)('is not steered by names and texts from outside: %s', async (...args) => {
    const io = fakeIo(undefined, folder)
    await main(args, io)
    expect(io.out() + io.err()).not.toBe('')
    expect((io.out() + io.err()).split('\n').filter((line) => STEERING.test(line))).toEqual([])
    expect(io.err()).not.toMatch(/^crowsnest: forged/m)
  })
})

describe('a spreadsheet', () => {
  const FORMULAS = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\uFF1D1+1', '\uFF20x']

  it.each(FORMULAS)('runs nothing of what the page exports: %j', (text) => {
    expect(csvText(['a'], [[text]])).toMatch(/\r\n"?'/)
  })

  it('runs nothing of what `crowsnest score` writes, unless it is to be as it was', async () => {
    const rows = ['=1+1', '@x', 'plain'].map((shop, i) => `2026-01-01 0${i}:00:00,${shop},1`)
    write('sales.csv', `time,shop,v\n${rows.join('\n')}\n`)
    const args = [
      'score',
      'sales.csv',
      '--timestamp',
      'time',
      '--measure',
      'v',
      '--dimension',
      'shop',
      '--interval',
      'PT1H',
    ]
    const shops = async (...more: readonly string[]): Promise<readonly string[]> => {
      const io = fakeIo(undefined, folder)
      expect(await main([...args, '--out', 'scored.csv', ...more], io), io.err()).toBe(0)
      const lines = readFileSync(join(folder, 'scored.csv'), 'utf8').trim().split('\n').slice(1)
      return lines.map((line) => line.split(',')[1]!)
    }
    expect(await shops()).toEqual(["'=1+1", "'@x", 'plain'])
    expect(await shops('--raw')).toEqual(['=1+1', '@x', 'plain'])
  })
})
