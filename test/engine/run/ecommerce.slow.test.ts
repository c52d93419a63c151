import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runBacktest } from '../../../engine/run/index.ts'
import { withDefaults } from '../../../spec/index.ts'

const folder = join(import.meta.dirname, '../../../../shared/data/ecommerce')
const present = existsSync(folder)
if (!present) process.stderr.write('skipped: the labelled sample in ../shared/data/ecommerce is not there\n')

const MEASURES = ['views', 'revenue'] as const
const HOUR = 3_600_000

/** Labelled hours by measure and series, such as `views|pc_web|us`. */
function readLabels(from: number): Map<string, number[]> {
  const labels = new Map<string, number[]>()
  const [, ...rows] = readFileSync(join(folder, 'label.csv'), 'utf8').trim().split(/\r?\n/)
  for (const row of rows) {
    const [platform, marketplace, time, , , ...marks] = row.split(',')
    const start = Date.parse(`${time.replace(' ', 'T')}Z`)
    if (start < from) continue
    MEASURES.forEach((measure, index) => {
      if (marks[index] !== '1') return
      const key = `${measure}|${platform}|${marketplace}`
      labels.set(key, [...(labels.get(key) ?? []), start])
    })
  }
  return labels
}

/** Consecutive labelled hours are one event. */
function eventsOf(hours: readonly number[]): number[][] {
  const events: number[][] = []
  for (const hour of hours.toSorted((a, b) => a - b)) {
    if (hour - (events.at(-1)?.at(-1) ?? Number.NEGATIVE_INFINITY) === HOUR) events.at(-1)!.push(hour)
    else events.push([hour])
  }
  return events
}

describe.skipIf(!present)('the labelled e-commerce sample of the original service', () => {
  it('has at least 95 % of its events found at severity 50, and at least 95 % of those groups touch a label', async () => {
    const spec = withDefaults({
      detector: 'ecommerce',
      interval: 'PT1H',
      dataset: {
        source: { folder: { historical: 'input.csv', format: { csv: {} } } },
        timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
        measures: MEASURES.map((column) => ({ column, aggregation: 'SUM' })),
        dimensions: ['platform', 'marketplace'],
      },
      quotas: { backtestIntervals: 5000 },
    })
    const { groups, intervals } = await runBacktest(spec, { baseDir: folder, threshold: 50 })
    expect(intervals.learned + intervals.tested).toBe(4368)
    const listed = groups.map((group) =>
      group.metrics.flatMap(({ series, points }) =>
        points.map(({ start }) => ({ key: [group.measure, ...series].join('|'), start })),
      ),
    )
    const found = new Set(listed.flat().map(({ key, start }) => `${key} ${start}`))
    const labels = readLabels(intervals.testedFrom)
    const events = [...labels].flatMap(([key, hours]) => eventsOf(hours).map((event) => ({ key, event })))
    const hit = events.filter(({ key, event }) => event.some((start) => found.has(`${key} ${start}`)))
    const touching = listed.filter((points) => points.some(({ key, start }) => labels.get(key)?.includes(start)))
    expect(events.length).toBeGreaterThan(200)
    expect(hit.length / events.length).toBeGreaterThanOrEqual(0.95)
    expect(touching.length / groups.length).toBeGreaterThanOrEqual(0.95)
  })
})
