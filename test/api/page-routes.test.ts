import { beforeAll, describe, expect, it } from 'vitest'
import { pageRoutes, type PageAnswer } from '../../engine/api/page-routes.ts'
import {
  MOST_BEFORE,
  type AlertsData,
  type DetectorData,
  type DetectorsData,
  type ExecutionsData,
  type FeedbackData,
  type GroupData,
  type GroupsData,
  type QualityData,
  type SeriesData,
} from '../../engine/console/index.ts'
import { declareSpec } from '../../engine/run/index.ts'
import {
  commitLog,
  createPart,
  declareDetector,
  eventLog,
  memoryStore,
  StateError,
  writeGroup,
  type ObjectStore,
} from '../../engine/state/index.ts'
import { END, HOUR, hostOf, LIVE, MISSING, shopSpec, shopState } from '../engine/history/shop-world.ts'

type Ask = (request: string, body?: unknown) => Promise<PageAnswer>

/** `GET /data/...?query`, as a browser sends it. */
function askOf(store: ObjectStore, now?: number): Ask {
  const routes = pageRoutes(hostOf(store, now))
  return async (request, body) => {
    const [method, address] = request.split(' ')
    const [path, query] = address.split('?')
    const { status, json } = await routes({ method, path, query: new URLSearchParams(query), body })
    return { status, json: JSON.parse(JSON.stringify(json)) as unknown }
  }
}

async function data<T>(ask: Ask, request: string, body?: unknown): Promise<T> {
  const { status, json } = await ask(request, body)
  expect({ status, json }).toMatchObject({ status: 200 })
  return json as T
}

/** Asks for a detector where the store cannot be read. */
function askedOf(error: Error): Promise<PageAnswer> {
  return askOf({ ...memoryStore(), get: () => Promise.reject(error) })('GET /data/detectors/shop')
}

describe('the data of the review page', () => {
  let store: ObjectStore
  let ask: Ask
  let outage: string
  beforeAll(async () => {
    store = await shopState('live')
    ask = askOf(store)
    const { groups } = await data<GroupsData>(ask, 'GET /data/detectors/shop/groups')
    outage = groups.find(({ measure, severity }) => measure === 'orders' && severity === 100)!.id
  })

  it('has all detectors, with how they do', async () => {
    const both = await shopState('live')
    await declareSpec(both, { ...shopSpec('live'), detector: 'quiet' })
    const { dataset, alerts: _, ...detector } = { ...shopSpec('live'), detector: 'stacked', managedBy: 'the stack' }
    await declareDetector(both, 'stacked', { detector, dataset, alerts: [] })
    await both.create('detectors/broken/detector.json', Buffer.from('{"detector":"broken"}'))
    const { detectors, now, state } = await data<DetectorsData>(askOf(both), 'GET /data/detectors')
    expect({ now, state }).toEqual({ now: END, state: 'memory:' })
    expect(detectors.map(({ name, health }) => [name, health])).toEqual([
      ['broken', 'STOPPED'],
      ['quiet', 'STOPPED'],
      ['shop', 'FAILING'],
      ['stacked', 'STOPPED'],
    ])
    expect(detectors[3]).toMatchObject({ managedBy: 'the stack', failure: null })
    expect(detectors[0]).toMatchObject({
      spec: null,
      managedBy: null,
      failure: expect.stringContaining('dataset'),
    })
    expect(detectors[2]).toMatchObject({
      description: 'Orders of the shop',
      status: 'ACTIVE',
      failure: null,
      managedBy: '`crowsnest run`',
      lastInterval: { start: END - HOUR, end: END },
      nextDue: END + HOUR,
      metrics: 60,
      highestSeverity: 100,
      spec: {
        interval: 'PT1H',
        dimensions: ['platform', 'country'],
        source: 'folder live/{{yyyyMMdd}}/{{HHmm}}',
        backtest: false,
        alerts: 2,
        boundsThreshold: 50,
      },
    })
  })

  it('tells a detector that nobody wakes from one that is on time', async () => {
    const late = await data<DetectorData>(askOf(store, END + 5 * HOUR), 'GET /data/detectors/shop')
    expect(late).toMatchObject({ health: 'LATE', healthText: expect.stringContaining('4 intervals') })
  })

  it('lists groups with where, how much, and what fired', async () => {
    const { groups } = await data<GroupsData>(ask, 'GET /data/detectors/shop/groups')
    const line = groups.find(({ id }) => id === outage)!
    expect(line).toMatchObject({
      start: LIVE + 15 * HOUR,
      end: LIVE + 18 * HOUR,
      direction: 'down',
      open: false,
      severityBefore: null,
      judged: { relevant: 0, notRelevant: 0 },
    })
    expect(line.where).toContainEqual({ dimension: 'country', value: 'us', percent: expect.any(Number) })
    expect(line.alerts.toSorted()).toEqual(['oncall', 'unheard'])
  })

  it('shows all of one group: metrics, charts, neighbours, deliveries', async () => {
    const shown = await data<GroupData>(ask, `GET /data/detectors/shop/groups/${outage}`)
    const { group, series, related, deliveries, timeSeriesIds } = shown
    expect(shown.line.id).toBe(outage)
    expect(timeSeriesIds).toHaveLength(group.metrics.length)
    expect(timeSeriesIds[0]).toMatch(/^[0-9a-f]{128}$/)
    expect(series.map((one) => one.series)).toEqual(group.metrics.slice(0, 6).map((one) => one.series))
    for (const { starts, value, expected, severity } of series) {
      expect([value.length, expected.length, severity.length]).toEqual(starts.map(() => starts.length).slice(0, 3))
      // Points begin with the first live hour, and the chart goes on for a day after the anomaly.
      expect([starts[0], starts.at(-1)]).toEqual([LIVE, LIVE + 42 * HOUR])
      expect(value[starts.indexOf(MISSING)]).toBeNull()
    }
    expect(related.map(({ measure, start }) => [measure, start])).toContainEqual(['revenue', LIVE + 15 * HOUR])
    expect(related.every(({ measure }) => measure !== 'orders')).toBe(true)
    expect(deliveries.map(({ alert, outcome, interval }) => [alert, outcome, interval]).toSorted()).toEqual([
      ['oncall', 'DELIVERED', LIVE + 15 * HOUR],
      ['unheard', 'WAITING', LIVE + 15 * HOUR],
    ])
  })

  it('leads from group to group and back', async () => {
    const { groups } = await data<GroupsData>(ask, 'GET /data/detectors/shop/groups')
    const visited: string[] = []
    for (let id: string | null = groups[0].id; id !== null;) {
      visited.push(id)
      id = (await data<GroupData>(ask, `GET /data/detectors/shop/groups/${id}`)).previous
    }
    expect(visited).toEqual(groups.map(({ id }) => id))
    const oldest = await data<GroupData>(ask, `GET /data/detectors/shop/groups/${visited.at(-1)}`)
    expect(oldest.next).toBe(visited.at(-2))
  })

  it('draws one metric with as much around it as is asked for', async () => {
    const address = `GET /data/detectors/shop/groups/${outage}/series`
    const shown = await data<GroupData>(ask, `GET /data/detectors/shop/groups/${outage}`)
    const [narrow, first] = (await data<SeriesData[]>(ask, `${address}?metric=1&metric=0&before=2&after=1`)) as [
      SeriesData,
      SeriesData,
    ]
    expect(first.series).toEqual(shown.group.metrics[0].series)
    expect(first.starts).toEqual(narrow.starts)
    expect(narrow.series).toEqual(shown.group.metrics[1].series)
    expect(narrow.starts).toEqual([13, 14, 15, 16, 17, 18, 19].map((hour) => LIVE + hour * HOUR))
    // Not beyond what was executed.
    expect((await data<SeriesData[]>(ask, `${address}?after=500`))[0].starts.at(-1)).toBe(END - HOUR)
  })

  it('goes back as far as the page asks', async () => {
    const history = await shopState('backtest')
    const own = askOf(history)
    const { groups } = await data<GroupsData>(own, 'GET /data/detectors/shop/groups')
    const address = `GET /data/detectors/shop/groups/${groups[0].id}/series?before=${MOST_BEFORE}`
    const [all] = await data<SeriesData[]>(own, address)
    expect(all.starts).toEqual(all.starts.toSorted((a, b) => a - b))
    expect(all.starts.length).toBeGreaterThan(700)
    expect(all.starts).toContain(groups[0].start)
  })

  it('tells of a group whose points are damaged all but the charts', async () => {
    const torn = await shopState('live')
    for await (const { key } of torn.list('state/')) {
      if (!key.includes('/points/')) continue
      await torn.delete(key)
      await torn.create(key, Buffer.from('torn'))
    }
    const { series, chartsTrouble, group } = await data<GroupData>(
      askOf(torn),
      `GET /data/detectors/shop/groups/${outage}`,
    )
    expect([series, group.severity]).toEqual([[], 100])
    expect(chartsTrouble).toMatch(/points\/.* is damaged/)
  })

  it('takes feedback and shows who said what', async () => {
    const own = askOf(await shopState('live'))
    const address = `/data/detectors/shop/groups/${outage}`
    const first = await data<FeedbackData>(own, `POST ${address}/feedback`, { metrics: [0, 0], relevant: false })
    expect(first.judgements.slice(0, 2)).toEqual([false, null])
    const second = await data<FeedbackData>(own, `POST ${address}/feedback`, { metrics: null, relevant: true })
    expect(second.judgements.every((relevant) => relevant === true)).toBe(true)
    expect(second.said.map(({ by, relevant, series }) => [by, relevant, series === null])).toEqual([
      ['ann@example.com', true, true],
      ['ann@example.com', false, false],
    ])
    const shown = await data<GroupData>(own, `GET ${address}`)
    expect([shown.said, shown.judgements]).toEqual([second.said, second.judgements])
    const { groups } = await data<GroupsData>(own, 'GET /data/detectors/shop/groups')
    expect(groups.find(({ id }) => id === outage)!.judged).toEqual({
      relevant: shown.group.metrics.length,
      notRelevant: 0,
    })
  })

  it('lists the groups though some feedback cannot be read, and says so', async () => {
    const own = await shopState('live')
    const key = 'detectors/shop/feedback/482188/48218844800000_20260612-120000_x.json'
    await own.create(key, Buffer.from('not ours'))
    const { groups, unreadFeedback } = await data<GroupsData>(askOf(own), 'GET /data/detectors/shop/groups')
    expect(groups.length).toBeGreaterThan(0)
    expect(unreadFeedback).toEqual({ objects: 1, examples: [expect.stringContaining(key)] })
  })

  it('tells how earlier judgements changed a severity', async () => {
    const own = await shopState('live')
    const { generation } = await eventLog(own, 'shop', 'test').status()
    const place = { detector: 'shop', generation: generation! }
    const log = commitLog(own, place)
    const last = (await log.latest())!
    const { group } = await data<GroupData>(askOf(own), `GET /data/detectors/shop/groups/${outage}`)
    const adjustment = { severityBefore: 100, text: 'severity 80, lowered from 100 by 1 judgement', reasons: ['Ann.'] }
    const end = last.end + HOUR
    const ref = await writeGroup(own, place, end, { ...group, severity: 80, adjustment })
    const next = { ...last, sequence: last.sequence + 1, start: last.end, end, groups: [ref], alerts: [] }
    await log.append(next, last)
    const shown = await data<GroupData>(askOf(own), `GET /data/detectors/shop/groups/${outage}`)
    expect(shown.line).toMatchObject({ severity: 80, severityBefore: 100 })
    expect(shown.adjustment).toEqual({ text: adjustment.text, reasons: ['Ann.'] })
  })

  it('pages the execution log', async () => {
    const first = await data<ExecutionsData>(ask, 'GET /data/detectors/shop/executions?limit=5')
    expect(first.executions.map(({ end }) => end)).toEqual([0, 1, 2, 3, 4].map((back) => END - back * HOUR))
    const next = await data<ExecutionsData>(ask, `GET /data/detectors/shop/executions?limit=5&before=${first.older}`)
    expect(next.executions[0].end).toBe(END - 5 * HOUR)
    const last = await data<ExecutionsData>(ask, 'GET /data/detectors/shop/executions?limit=500')
    expect(last.older).toBeNull()
  })

  it('has the data quality of each interval that had data', async () => {
    const { intervals } = await data<QualityData>(ask, 'GET /data/detectors/shop/quality')
    expect(intervals[0]).toMatchObject({ start: END - HOUR, end: END })
    expect(intervals.some(({ start }) => start === MISSING)).toBe(false)
    expect(intervals[0].metrics.map(({ type }) => type)).toContain('COLUMN_COMPLETENESS')
  })

  it('shows of a webhook no more than its host', async () => {
    const answer = await ask('GET /data/detectors/shop/alerts')
    expect(JSON.stringify(answer)).not.toContain('s3cret')
    const { alerts } = answer.json as AlertsData
    expect(alerts.map(({ name, channel, threshold }) => [name, channel, threshold])).toEqual([
      ['oncall', 'log', 50],
      ['unheard', 'webhook http://127.0.0.1:9/...', 90],
    ])
    expect(alerts[0].deliveries.map(({ outcome, attempts }) => [outcome, attempts])).toContainEqual(['DELIVERED', 1])
    expect(alerts[1].deliveries[0]).toMatchObject({ outcome: 'WAITING', at: null, groupId: expect.any(String) })
  })

  it('shows alerts that do not fit, and why', async () => {
    const mixed = await shopState('live')
    const alert = { name: 'strange', measures: ['profit'], channel: { log: {} } }
    await createPart(mixed, { kind: 'alert', detector: 'shop', alert: 'strange' }, alert)
    const { alerts, misfits } = await data<AlertsData>(askOf(mixed), 'GET /data/detectors/shop/alerts')
    expect(alerts.map(({ name }) => name)).toEqual(['oncall', 'unheard'])
    expect(misfits).toEqual([{ alert: 'strange', reason: expect.stringContaining('`profit` is not a measure') }])
    expect((await data<AlertsData>(ask, 'GET /data/detectors/shop/alerts')).misfits).toEqual([])
  })

  it('says of an alert that waits why, and that something is wrong', async () => {
    const { alerts } = await data<AlertsData>(ask, 'GET /data/detectors/shop/alerts')
    const [waiting] = alerts[1].deliveries
    expect(waiting.failure).toMatch(/^http:\/\/127\.0\.0\.1:9 could not be reached: bad port/u)
    expect(waiting.waitingSince).toEqual(expect.any(Number))
    const { health, healthText } = await data<DetectorData>(ask, 'GET /data/detectors/shop')
    expect(health).toBe('FAILING')
    expect(healthText).toMatch(/^\d+ of the last \d+ alerts could not be delivered: `unheard`\. http:.*bad port/u)
  })

  it('shows a backtest with charts, and its data quality as one', async () => {
    const backtest = askOf(await shopState('backtest'))
    const detector = await data<DetectorData>(backtest, 'GET /data/detectors/shop')
    expect(detector).toMatchObject({ health: 'COMPLETE', status: 'BACK_TEST_COMPLETE', nextDue: null, metrics: 60 })
    const { groups } = await data<GroupsData>(backtest, 'GET /data/detectors/shop/groups')
    expect(groups).toHaveLength(detector.groups)
    const shown = await data<GroupData>(backtest, `GET /data/detectors/shop/groups/${groups.at(-1)!.id}`)
    expect(shown.series[0].value.filter((value) => value !== null).length).toBeGreaterThan(72)
    expect((await data<QualityData>(backtest, 'GET /data/detectors/shop/quality')).intervals).toHaveLength(1)
  })

  it('is empty for a detector that was never activated', async () => {
    const fresh = memoryStore()
    await declareSpec(fresh, shopSpec('live'))
    const quiet = askOf(fresh)
    expect(await data(quiet, 'GET /data/detectors/shop/groups')).toEqual({ groups: [], unreadFeedback: null })
    expect(await data(quiet, 'GET /data/detectors/shop/executions')).toEqual({ executions: [], older: null })
    expect(await data(quiet, 'GET /data/detectors/shop/quality')).toEqual({ intervals: [] })
    expect((await data<AlertsData>(quiet, 'GET /data/detectors/shop/alerts')).alerts).toHaveLength(2)
    expect(await data<DetectorData>(quiet, 'GET /data/detectors/shop')).toMatchObject({ health: 'STOPPED', groups: 0 })
  })

  it('lists what was found though the declaration is broken now, and says what is wrong', async () => {
    const broken = await shopState('live')
    const { etag } = (await broken.get('detectors/shop/dataset.json'))!
    await broken.replace('detectors/shop/dataset.json', Buffer.from('{"measures":[]}'), etag)
    const own = askOf(broken)
    const detector = await data<DetectorData>(own, 'GET /data/detectors/shop')
    expect(detector).toMatchObject({ spec: null, health: 'FAILED', failure: expect.stringContaining('dataset') })
    expect((await data<GroupsData>(own, 'GET /data/detectors/shop/groups')).groups).toHaveLength(detector.groups)
    expect(await own(`GET /data/detectors/shop/groups/${outage}`)).toMatchObject({
      status: 409,
      json: { code: 'DECLARATION_UNUSABLE' },
    })
  })

  it('lists the other detectors where some cannot be read, and says why', async () => {
    const some = await shopState('live')
    for (const name of ['denied', 'damaged', 'torn']) await declareSpec(some, { ...shopSpec('live'), detector: name })
    const { etag } = (await some.get('detectors/damaged/detector.json'))!
    await some.replace('detectors/damaged/detector.json', Buffer.from('{"detector":'), etag)
    await some.create('detectors/torn/events/00000000.json', Buffer.from('{}'))
    const denied: ObjectStore = {
      ...some,
      get(key) {
        const isDenied = key.startsWith('detectors/denied/')
        if (isDenied) throw new StateError({ code: 'STORE_DENIED', url: some.url, key, operation: 'GetObject' })
        return some.get(key)
      },
    }
    const { detectors, unreadable } = await data<DetectorsData>(askOf(denied), 'GET /data/detectors')
    expect(detectors.map(({ name }) => name)).toEqual(['shop'])
    expect(unreadable).toEqual([
      {
        name: 'damaged',
        denied: false,
        message: expect.stringContaining('detectors/damaged/detector.json is damaged'),
      },
      { name: 'denied', denied: true, message: expect.stringContaining('detectors/denied/') },
      { name: 'torn', denied: false, message: expect.stringContaining('events/00000000.json is damaged') },
    ])
  })

  it.each([
    ['GET /data/', 404, 'ROUTE_UNKNOWN'],
    ['GET /elsewhere', 404, 'ROUTE_UNKNOWN'],
    ['GET /data/detectors/shop/groups/ID/series/more', 404, 'ROUTE_UNKNOWN'],
    ['GET /data/detectors/shop/executions/1', 404, 'ROUTE_UNKNOWN'],
    ['GET /data/detectors/shop/secrets', 404, 'ROUTE_UNKNOWN'],
    ['GET /data/detectors/%', 404, 'ROUTE_UNKNOWN'],
    ['POST /data/detectors', 405, 'METHOD_NOT_ALLOWED'],
    ['GET /data/detectors/shop/groups/ID/feedback', 405, 'METHOD_NOT_ALLOWED'],
    ['GET /data/detectors/shoe', 404, 'DETECTOR_UNKNOWN'],
    ['GET /data/detectors/..%2Fshop', 404, 'DETECTOR_UNKNOWN'],
    ['GET /data/detectors//groups', 404, 'DETECTOR_UNKNOWN'],
    ['GET /data/detectors/shop/groups/%2e%2e', 404, 'GROUP_UNKNOWN'],
    ['GET /data/detectors/shop/groups/00000000-0000-8000-8000-000000000000', 404, 'GROUP_UNKNOWN'],
    ['GET /data/detectors/shop/groups/ID/series?metric=-1', 400, 'PARAMETER_INVALID'],
    ['GET /data/detectors/shop/groups/ID/series?metric=1000', 400, 'PARAMETER_INVALID'],
    ['GET /data/detectors/shop/groups/ID/series?before=2001', 400, 'PARAMETER_INVALID'],
    ['GET /data/detectors/shop/groups/ID/series?after=1e2', 400, 'PARAMETER_INVALID'],
    [`GET /data/detectors/shop/groups/ID/series?${'&metric=0'.repeat(7)}`, 400, 'PARAMETER_INVALID'],
    ['GET /data/detectors/shop/executions?limit=0', 400, 'PARAMETER_INVALID'],
    ['GET /data/detectors/shop/executions?before=soon', 400, 'PARAMETER_INVALID'],
  ])('answers %s with %i %s', async (request, status, code) => {
    const answer = await ask(request.replace('ID', outage))
    // A sentence, without files of ours: whoever reads it has none of them.
    expect(answer).toEqual({ status, json: { code, message: expect.stringMatching(/^(?!.*\.ts\b).*\w\.$/) } })
  })

  it.each([
    [undefined],
    [[]],
    [{}],
    [{ metrics: [0] }],
    [{ metrics: [0], relevant: 'yes' }],
    [{ relevant: true }],
    [{ metrics: [], relevant: true }],
    [{ metrics: [-1], relevant: true }],
    [{ metrics: [0.5], relevant: true }],
    [{ metrics: [null], relevant: true }],
    [{ metrics: [100_000], relevant: true }],
  ])('refuses %j as feedback, and keeps nothing of it', async (body) => {
    const answer = await ask(`POST /data/detectors/shop/groups/${outage}/feedback`, body)
    expect(answer).toMatchObject({ status: 400, json: { code: 'PARAMETER_INVALID' } })
    expect((await data<GroupData>(ask, `GET /data/detectors/shop/groups/${outage}`)).said).toEqual([])
  })

  it('takes no feedback about a detector that is being deleted', async () => {
    const leaving = await shopState('live')
    await eventLog(leaving, 'shop', 'test').append(() => ({ kind: 'DELETION_REQUESTED' }), END)
    const body = { metrics: null, relevant: true }
    const answer = await askOf(leaving)(`POST /data/detectors/shop/groups/${outage}/feedback`, body)
    expect(answer).toMatchObject({ status: 409, json: { code: 'DETECTOR_DELETING' } })
    expect(await Array.fromAsync(leaving.list('detectors/shop/feedback/'))).toEqual([])
  })

  it('says that the state cannot be read, and rejects for a bug', async () => {
    const denied = new StateError({ code: 'STORE_DENIED', url: 's3://state', key: 'k', operation: 'GetObject' })
    const down = new StateError({ code: 'STORE_FAILED', url: 's3://state', key: 'k', reason: 'down' })
    expect(await askedOf(denied)).toMatchObject({
      status: 403,
      json: { code: 'STORE_DENIED' },
    })
    expect(await askedOf(down)).toMatchObject({
      status: 503,
      json: { code: 'STORE_FAILED' },
    })
    const lost = new StateError({ code: 'OBJECT_CORRUPT', url: 's3://state', key: 'k', reason: 'it is not JSON' })
    expect(await askedOf(lost)).toMatchObject({ status: 500, json: { code: 'OBJECT_CORRUPT' } })
    await expect(askedOf(new TypeError('bug'))).rejects.toThrow('bug')
  })
})
