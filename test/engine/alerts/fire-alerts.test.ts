import { describe, expect, it } from 'vitest'
import { fireAlerts, matchingMetrics } from '../../../engine/alerts/index.ts'
import { alert, context, group, metric } from './fixture.ts'

// Guide, "Creating alerts": measure is one of ... AND each dimension is one of ... AND severity >= threshold.
// facts/lookout-for-metrics.md 7.6 C9: the threshold itself fires.
describe('matchingMetrics', () => {
  it.each([
    { what: 'no conditions', conditions: {}, series: ['mobile/uk', 'pc/uk'] },
    { what: 'the threshold reached exactly', conditions: { threshold: 83.33 }, series: ['mobile/uk', 'pc/uk'] },
    { what: 'a threshold above', conditions: { threshold: 83.34 }, series: [] },
    { what: 'threshold 0', conditions: { threshold: 0 }, series: ['mobile/uk', 'pc/uk'] },
    { what: 'one of its measures', conditions: { measures: ['views', 'revenue'] }, series: ['mobile/uk', 'pc/uk'] },
    { what: 'other measures', conditions: { measures: ['views'] }, series: [] },
    { what: 'a dimension', conditions: { dimensions: { platform: ['pc'] } }, series: ['pc/uk'] },
    { what: 'OR within a dimension', conditions: { dimensions: { platform: ['tv', 'pc'] } }, series: ['pc/uk'] },
    {
      what: 'AND across dimensions',
      conditions: { dimensions: { platform: ['pc'], marketplace: ['uk', 'us'] } },
      series: ['pc/uk'],
    },
    {
      what: 'dimensions that no metric fulfils together',
      conditions: { dimensions: { platform: ['pc'], marketplace: ['us'] } },
      series: [],
    },
    { what: 'a dimension the data has not', conditions: { dimensions: { colour: ['red'] } }, series: [] },
    { what: 'values in other case', conditions: { dimensions: { marketplace: ['UK'] } }, series: [] },
  ])('finds $series for $what', ({ conditions, series }) => {
    const found = matchingMetrics({ ...alert, ...conditions }, group, context.dimensions)
    expect(found.map(({ series: values }) => values.join('/'))).toEqual(series)
  })
})

describe('fireAlerts', () => {
  const high = { ...alert, name: 'high', threshold: 90 }

  it('fires every alert that a group is severe enough for, with the event ARN of the original service', () => {
    const { events } = fireAlerts({}, [alert, high], { changed: [group], closed: [] }, context)
    expect(events).toMatchObject([
      {
        arn: `arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:revenue-oncall:event/${group.id}`,
        alert: 'revenue-oncall',
        groupId: group.id,
        measure: 'revenue',
        severity: 83.33,
        interval: group.end,
      },
    ])
  })

  it('fires for a metric that the group has no room to list', () => {
    const small = { ...alert, dimensions: { marketplace: ['lu'] } }
    const unlisted = new Map([[group.id, [metric(['tv', 'lu'], 0, [3, 40, 30, 50])]]])
    const { events } = fireAlerts({}, [small], { changed: [group], closed: [], unlisted }, context)
    expect(events.map(({ message }) => message)).toEqual([expect.stringContaining('tv/lu 3, expected 40')])
    expect(fireAlerts({}, [small], { changed: [group], closed: [], unlisted: new Map() }, context).events).toEqual([])
  })

  it('fires once per group, and a higher alert when the group gets there later', () => {
    const first = fireAlerts({}, [alert, high], { changed: [group], closed: [] }, context)
    const again = fireAlerts(first.fired, [alert, high], { changed: [group], closed: [] }, context)
    expect(again).toEqual({ fired: first.fired, events: [] })
    const worse = { ...group, severity: 90, end: group.end + 3_600_000 }
    const later = fireAlerts(again.fired, [alert, high], { changed: [worse], closed: [] }, context)
    expect(later.events.map((event) => [event.alert, event.interval])).toEqual([['high', worse.end]])
    expect(later.fired).toEqual({ [group.id]: ['revenue-oncall', 'high'] })
  })

  it('fires for each group of its own', () => {
    const other = { ...group, id: '1f0f0f0f-1e1e-8d2d-9c3c-4b4b4b4b4b4b' }
    const { events } = fireAlerts({}, [alert], { changed: [group, other], closed: [] }, context)
    expect(new Set(events.map(({ id }) => id)).size).toBe(2)
  })

  it('forgets groups that are over', () => {
    const { fired } = fireAlerts({}, [alert], { changed: [group], closed: [] }, context)
    expect(fireAlerts(fired, [alert], { changed: [], closed: [group.id] }, context).fired).toEqual({})
  })

  it('makes the same event, byte for byte, when the interval is executed again', () => {
    const [first, second] = [1, 2].map(() => fireAlerts({}, [alert], { changed: [group], closed: [] }, context))
    expect(JSON.stringify(second)).toBe(JSON.stringify(first))
  })

  it.each([
    { measure: 'revenue', subject: 'Crowsnest: revenue is anomalous, severity 83.33 (revenue-oncall)' },
    { measure: 'Umsätze\nBcc: x', subject: 'Crowsnest: Ums?tze?Bcc: x is anomalous, severity 83.33 (revenue-oncall)' },
  ])('writes a subject that SNS takes for $measure', ({ measure, subject }) => {
    const { events } = fireAlerts({}, [alert], { changed: [{ ...group, measure }], closed: [] }, context)
    expect(events[0].subject).toBe(subject)
  })

  it('keeps the subject below 100 characters', () => {
    const long = { ...group, measure: 'm'.repeat(120) }
    const { events } = fireAlerts({}, [alert], { changed: [long], closed: [] }, context)
    expect(events[0].subject).toHaveLength(99)
  })
})
