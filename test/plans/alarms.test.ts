import { describe, expect, it } from 'vitest'
import { planMonitoring, type AlarmPlan } from '../../plans/index.ts'
import type { Interval } from '../../spec/index.ts'
import { alarmedAt, datapointsOf, type Datapoint } from './evaluate-alarm.ts'

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' } as const
const HOUR = 3_600_000
const DAY = 24 * HOUR
const FROM = Date.UTC(2026, 0, 5)

function ofDetector(interval: Interval | undefined, executionsFailedThreshold = 1): AlarmPlan {
  const detector = { name: 'revenue', ...(interval !== undefined && { interval }) }
  const settings = { engine: { name: 'main' }, detectors: [detector], channelFunctions: [], executionsFailedThreshold }
  return planMonitoring(settings, PLACE).alarms.find(({ key }) => key === 'detector-0-failed')!
}

function values(alarm: AlarmPlan, every: number, count: number, value: number): readonly Datapoint[] {
  const { namespace, metricName: name, dimensions } = alarm
  return Array.from({ length: count }, (_, i) => ({
    namespace,
    name,
    dimensions,
    at: FROM + i * every + 60_000,
    value,
  }))
}

describe('the alarm about failed executions of a detector', () => {
  it.each([
    { interval: 'PT5M', every: HOUR / 12, within: HOUR },
    { interval: 'PT10M', every: HOUR / 6, within: HOUR },
    { interval: 'PT1H', every: HOUR, within: 3 * HOUR },
    { interval: 'P1D', every: DAY, within: DAY },
  ] as const)(
    'fires when every interval of $interval fails, and not when one does in a while',
    ({ interval, every, within }) => {
      const alarm = ofDetector(interval)
      const fails = values(alarm, every, 1 + (7 * DAY) / every, 1)
      expect(alarmedAt(alarm, fails, { from: FROM, until: FROM + 7 * DAY })[0]).toBe(FROM + within)
      const seldom = interval === 'P1D' ? [] : values(alarm, within, 20, 1)
      expect(alarmedAt(alarm, seldom, { from: FROM, until: FROM + 7 * DAY })).toEqual([])
      expect(alarm.description).toContain(`failed within ${within === HOUR ? 'an hour' : `${within / HOUR} hours`}`)
    },
  )

  it('has the threshold that was asked for, where one failure is not all of a day', () => {
    expect(ofDetector('PT1H', 2).threshold).toBe(2)
    expect(ofDetector(undefined, 2)).toMatchObject({ threshold: 2, period: 3_600 })
    expect(ofDetector('P1D', 2).threshold).toBe(0)
  })
})

describe('alarmedAt', () => {
  const alarm: AlarmPlan = { ...ofDetector('PT5M'), evaluationPeriods: 2, threshold: 1 }

  it('wants every one of the last periods to breach', () => {
    const watch = { from: FROM, until: FROM + 4 * HOUR }
    expect(alarmedAt(alarm, values(alarm, HOUR, 4, 2), watch)).toEqual([
      FROM + 2 * HOUR,
      FROM + 3 * HOUR,
      FROM + 4 * HOUR,
    ])
    expect(alarmedAt(alarm, values(alarm, 2 * HOUR, 2, 2), watch)).toEqual([])
  })

  it('adds up a period or takes its greatest value, as the statistic says', () => {
    const watch = { from: FROM, until: FROM + 2 * HOUR }
    const often = values(alarm, HOUR / 4, 8, 1)
    expect(alarmedAt(alarm, often, watch)).toEqual([FROM + 2 * HOUR])
    expect(alarmedAt({ ...alarm, statistic: 'Maximum' }, often, watch)).toEqual([])
  })

  it('takes silence as the alarm says, after its warm-up', () => {
    const silence: AlarmPlan = { ...alarm, treatMissingData: 'breaching', comparisonOperator: 'LessThanThreshold' }
    const watch = { from: FROM, until: FROM + 4 * HOUR }
    expect(alarmedAt(alarm, [], watch)).toEqual([])
    expect(alarmedAt(silence, [], watch)[0]).toBe(FROM + HOUR)
    expect(alarmedAt({ ...silence, warmUpMinutes: 180 }, [], watch)).toEqual([FROM + 3 * HOUR, FROM + 4 * HOUR])
  })

  it('sees a metric by its very dimensions', () => {
    const watch = { from: FROM, until: FROM + 2 * HOUR }
    const others = values(alarm, HOUR, 2, 2).map((point) => ({ ...point, dimensions: { Engine: 'main' } }))
    expect(alarmedAt(alarm, others, watch)).toEqual([])
  })

  it('reads the lines of the engine, and no others', () => {
    expect(datapointsOf('{"message":"Interval executed","IntervalsBehind":3}')).toEqual([])
  })
})
