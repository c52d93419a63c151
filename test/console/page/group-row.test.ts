import { describe, expect, it } from 'vitest'
import { groupRow } from '../../../engine/console/page/group-row.ts'
import { momentText } from '../../../engine/console/page/health.ts'
import type { GroupLine } from '../../../engine/console/page-data.ts'
import { intervalGrid } from '../../../engine/time/index.ts'

const LINE: GroupLine = {
  id: 'a',
  measure: 'orders',
  start: Date.UTC(2026, 4, 1),
  end: Date.UTC(2026, 4, 1),
  severity: 80,
  severityBefore: null,
  metricCount: 3,
  open: false,
  where: [
    { dimension: 'campaign', value: 'עברית', percent: 60 },
    { dimension: 'campaign', value: '<b>', percent: 22 },
    { dimension: 'region', value: 'north', percent: 100 },
  ],
  change: -0.5,
  direction: 'down',
  judged: { relevant: 0, notRelevant: 0 },
  alerts: [],
}

describe('groupRow', () => {
  it('keeps each value in its own direction, so that none turns the share beside it', () => {
    const { text } = groupRow(LINE, 0, { grid: intervalGrid('PT1H', 'UTC'), href: () => '#' })
    expect(text).toContain('campaign <bdi>עברית</bdi> 60 %, <bdi>&lt;b&gt;</bdi> 22 % · region <bdi>north</bdi></span>')
  })
})

describe('momentText', () => {
  it.each([
    ['UTC', 'Sat 28 Nov 2026 00:05'],
    ['Asia/Kolkata', 'Sat 28 Nov 2026 05:35'],
    ['America/New_York', 'Fri 27 Nov 2026 19:05'],
  ])('writes a moment in %s as intervals are written', (zone, text) => {
    expect(momentText(Date.UTC(2026, 10, 28, 0, 5), zone)).toBe(text)
  })
})
