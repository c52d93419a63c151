import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { backtestReport, type ReportLabel } from '../../engine/console/index.ts'
import { intervalGrid } from '../../engine/time/index.ts'
import { sampleChart, sampleGroup, sampleResult, START } from './sample-result.ts'

const DAY = 86_400_000

describe('backtestReport', () => {
  it('says what was tested and found', () => {
    const page = backtestReport(sampleResult()).replaceAll(/\s+/gu, ' ')
    expect(page).toContain('<title>shop: backtest</title>')
    expect(page).toContain('tested from Wed 3 Jun 2026 22:00 to Fri 5 Jun 03:00 (UTC)')
    expect(page).toContain('Thu 4 Jun 2026 08:00 to 09:00')
    expect(page).toContain('210 records in 1 file (12.3 kB): 200 used, 3 rejected, 7 outside')
    expect(page).toContain('shop.csv:17 &quot;n/a&quot;')
  })

  it('gives each chart the same in words', () => {
    expect(backtestReport(sampleResult())).toContain(
      'aria-label="revenue, platform web, country us: Thu 4 Jun 2026 08:00 had 400 where 100 (80 to 120) was expected, ' +
        'severity 93.3. 2 intervals are anomalous."',
    )
  })

  it('lets nothing from the data become markup, script or a change of text direction', () => {
    const evil = `"><script>alert('1')</script>&\u202e<img src=x onerror=y>\u0007`
    const group = sampleGroup({
      measure: evil,
      metrics: sampleGroup().metrics.map((metric) => ({ ...metric, series: [evil, evil] })),
      contributions: [{ dimension: evil, values: [{ value: evil, percent: 100 }], valueCount: 1 }],
    })
    const page = backtestReport(
      sampleResult({
        detector: evil,
        measures: [evil],
        dimensions: [evil, 'country'],
        groups: [group],
        charts: [sampleChart([evil, evil])],
        report: {
          ...sampleResult().report,
          rejections: [{ reason: 'LINE_TOO_LONG', count: 1, examples: [{ file: evil, line: 1, text: evil }] }],
        },
      }),
      { labels: [{ name: evil, measure: evil, start: group.start, end: group.end, slice: {} }] },
    )
    expect(page.match(/<script/gu)).toHaveLength(1)
    expect(page).not.toContain('<img')
    expect(page).not.toContain('\u202e')
    expect(page).not.toContain('\u0007')
    expect(page).not.toMatch(/="[^"]*[<>][^"]*"/u)
  })

  it('allows exactly its own script and style, and no request', () => {
    const page = backtestReport(sampleResult())
    for (const element of ['script', 'style']) {
      const [, content] = new RegExp(`<${element}>(.*?)</${element}>`, 'su').exec(page)!
      const hash = createHash('sha256').update(content!).digest('base64')
      expect(page).toContain(`${element}-src 'sha256-${hash}'`)
    }
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/(?:https?:)?\/\/[a-z]|\ssrc=|url\(|@import|\sstyle="|\son[a-z]+="/u)
  })

  it('bounds its size: details for some groups, a line for ten times as many, and says what it left out', () => {
    const groups = Array.from({ length: 60 }, (_, i) => sampleGroup({ id: `g${i}`, severity: i }))
    const charts = groups.map(({ id }) => sampleChart(['web', 'us'], { groupId: id }))
    const page = backtestReport(sampleResult({ groups, charts }), { mostGroups: 5 })
    expect(page.match(/<svg class="chart"/gu)).toHaveLength(5)
    expect(page.match(/<details/gu)).toHaveLength(50)
    expect(page).toContain('The 10 least severe groups of 60 are left out here.')
    expect(page).toContain('id="group-g59"')
    expect(page).not.toContain('id="group-g9"')
  })

  it('draws gaps as gaps and never a number that is none', () => {
    const value = sampleChart([]).value.map((each, i) => (i % 5 === 0 ? null : each))
    const upper = sampleChart([]).upper.map((each, i) => (i < 20 ? null : i === 30 ? Infinity : each))
    const page = backtestReport(sampleResult({ charts: [sampleChart(['web', 'us'], { value, upper })] }))
    expect(page).not.toMatch(/NaN|Infinity|undefined|null/u)
  })

  it('shows a detector without dimensions, and one day a step', () => {
    const grid = intervalGrid('P1D', 'Europe/Berlin')
    const starts = [START]
    for (let i = 0; i < 96; i++) starts.push(grid.next(starts.at(-1)!))
    const start = starts[80]!
    const point = { ...sampleGroup().metrics[0]!.points[0]!, start }
    const page = backtestReport(
      sampleResult({
        grid,
        dimensions: [],
        groups: [
          sampleGroup({
            start,
            end: start,
            contributions: [],
            metrics: [{ series: [], contribution: 100, points: [point], pointCount: 1 }],
          }),
        ],
        charts: [sampleChart([], { starts, value: starts.map(() => 5), expected: starts.map(() => 4) })],
        intervals: { ...sampleResult().intervals, testedFrom: START, testedTo: START + 96 * DAY },
      }),
    )
    expect(page).toContain('all records')
    expect(page).not.toMatch(/NaN|undefined/u)
  })

  it('says so when nothing was found', () => {
    const page = backtestReport(sampleResult({ groups: [], charts: [], alerts: [] }))
    expect(page).toContain('Nothing unusual')
    expect(page).not.toContain('<details')
  })

  it('marks known events on the groups that they touch, in measure, place and time', () => {
    const { start, end } = sampleGroup()
    const label = { name: 'sale', measure: 'revenue', start, end, slice: { country: 'us' } }
    expect(hits([label])).toBe(1)
    expect(hits([{ ...label, measure: 'orders' }])).toBe(0)
    expect(hits([{ ...label, slice: { country: 'uk' } }])).toBe(0)
    expect(hits([{ ...label, start: end + 1, end: end + DAY }])).toBe(0)
  })
})

function hits(labels: readonly ReportLabel[]): number {
  return backtestReport(sampleResult(), { labels }).match(/<span class="chip label">/gu)?.length ?? 0
}
