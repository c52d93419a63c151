import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

describe('npm start', () => {
  it('finds anomalies in the sample, shows them beside the labels, alerts, and names the report', async () => {
    const args = ['--conditions=crowsnest-source', 'examples/first-backtest.ts', '--no-console']
    const env = { ...process.env, NO_COLOR: '1' }
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    expect(stdout).toMatch(/severity +when +measure +where +known event/u)
    const [, found, expected, falseGroups, groups] =
      /(\d+) of (\d+) known changes found \(recall \d+ %\), (\d+) of (\d+) groups false/u.exec(stdout)!.map(Number)
    expect(expected).toBe(20)
    // What the first sound version reaches with a margin; every missed label is printed.
    expect(found).toBeGreaterThanOrEqual(16)
    expect(falseGroups! / groups!).toBeLessThan(0.2)
    expect(stdout.match(/^ +missed /gmu)?.length ?? 0).toBe(expected! - found!)
    expect(stdout).toMatch(/ALERT sales-on-call: (?:orders|revenue) severity .* 2026-06-10 1[567]:00Z/u)
    expect(stdout).toContain('48 hours were read, judged and committed')
    expect(stdout).toContain('crowsnest-demo/report.html')
    expect(stdout).toContain('npx crowsnest init your.csv')
    expect(readFileSync('crowsnest-demo/report.html', 'utf8')).toContain('influencer links to the US shop')
  }, 120_000)
})
