import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLocally } from '../../../engine/hosts/local.ts'
import { commitLog, memoryStore, readGroup } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { ordersOf, startOf, timestampOf } from './sandbox.ts'

const DAYS = 20
const HISTORY = 24 * DAYS
/** The hour in which a service loses half. */
const DROP = HISTORY + 1
const SERVICES = ['svc0', 'svc1', 'svc2']
const PODS = [0, 1]
const PLACE = { detector: 'pods', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }

/** Each pod lives for a day; they are not replaced in the same hour. */
function rowsOf(hour: number): readonly string[] {
  return SERVICES.flatMap((service, s) =>
    PODS.map((pod) => {
      const life = Math.floor((hour + 4 * s + 2 * pod) / 24)
      const lost = service === 'svc1' && hour === DROP ? 0.5 : 1
      return `${timestampOf(hour)},${service},${service}-${pod}-${life},${lost * ordersOf(`${service}-${pod}`, hour)}`
    }),
  )
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-pods-'))
  const write = (path: string, hours: readonly number[]): void => {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), ['time,service,pod,requests', ...hours.flatMap(rowsOf)].join('\n'))
  }
  write('history.csv', [...Array.from({ length: HISTORY }).keys()])
  for (let hour = HISTORY; hour <= DROP; hour++) write(`live/${timestampOf(hour).replace(/[ :]/gu, '-')}/r.csv`, [hour])
})
afterAll(() => rmSync(folder, { recursive: true }))

async function run(metrics: number) {
  const spec: DetectorSpec = {
    detector: PLACE.detector,
    interval: 'PT1H',
    dataset: {
      source: {
        folder: { historical: 'history.csv', continuous: 'live/{{yyyy-MM-dd-HH}}-00-00', format: { csv: {} } },
      },
      timestamp: { column: 'time', format: 'yyyy-MM-dd HH:mm:ss' },
      measures: [{ column: 'requests', aggregation: 'SUM' }],
      dimensions: ['service', 'pod'],
    },
    alerts: [{ name: 'oncall', threshold: 50, channel: { log: {} } }],
    quotas: { metrics },
  }
  const store = memoryStore()
  const until = startOf(DROP + 1) + 60_000
  const events: unknown[] = []
  await runLocally([{ spec, baseDir: folder }], {
    store,
    newId: () => PLACE.generation,
    until,
    delivery: { writeLine: () => undefined },
    onEvent: (event) => events.push(event),
  })
  const log = commitLog(store, PLACE)
  const [learned, last] = await Promise.all([log.at(startOf(HISTORY)), log.at(startOf(DROP + 1))])
  const groups = await Promise.all(last!.groups.map((group) => readGroup(store, group)))
  return { learned: learned!, groups }
}

describe('a history of pods that live for a day each, more than the quota has places for', () => {
  it('is learned to its end, as if there were places for all', async () => {
    const [tight, free] = [await run(6 * 9), await run(1000)]
    expect(free.learned).toMatchObject({ learned: HISTORY, report: { overQuota: 0 } })
    expect(free.learned.report).not.toHaveProperty('metricsGone')
    expect(tight.learned).toMatchObject({ learned: HISTORY, start: startOf(0) })
    expect(tight.learned.report).toMatchObject({ used: 6 * HISTORY, overQuota: 0, metricsOverQuota: 0 })
    expect(tight.learned.report!.metricsGone).toBeGreaterThan(6 * (DAYS - 10))
    for (const { groups } of [tight, free]) {
      expect(groups).toMatchObject([{ start: startOf(DROP), severity: 100 }])
      // The others are a little low at the same time.
      const [most] = groups[0]!.contributions[0]!.values
      expect(most!.value).toBe('svc1')
      expect(most!.percent).toBeGreaterThan(90)
      const pods = groups[0]!.metrics.filter(({ series }) => series[0] === 'svc1')
      expect(pods).toHaveLength(2)
      for (const { points } of pods) expect(points[0]!.value).toBeCloseTo(points[0]!.expected / 2, -1)
    }
  })
})
