import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commitLog, eventLog, listGroups } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import { declared, GENERATION, lambdaWorld, snsAlert, specInAws } from './lambda-world.ts'

const HISTORY = 480
const BACKTEST = { operation: 'backtest', detector: 'shops' }

let sandbox: Sandbox
let aws: FakeAws
beforeAll(async () => {
  sandbox = createSandbox({ history: HISTORY, live: 1, disturbances: { east: { 400: 0.05, 440: 0.05 } } })
  aws = await fakeAws(sandbox.folder)
})
afterAll(async () => {
  await aws.close()
  sandbox.remove()
})

function historyOnly(alerts = [snsAlert()]): DetectorSpec {
  const spec = specInAws(sandbox, alerts)
  const source = { s3: { historical: 's3://metrics/history.csv', format: { csv: {} } } } as const
  return { ...spec, dataset: { ...spec.dataset, source } }
}

async function world(spec = specInAws(sandbox)) {
  const made = await declared(lambdaWorld(aws), spec)
  made.time = startOf(HISTORY) + 60_000
  return made
}

describe('backtest', () => {
  it('says how many alerts a week there would have been', async () => {
    const made = await world()
    expect(await made.invoke(BACKTEST)).toEqual({
      operation: 'backtest',
      detector: 'shops',
      status: 'INACTIVE',
      learned: 336,
      tested: 144,
      metrics: 2,
      unjudged: 0,
      from: '2026-01-19T00:00:00+00:00',
      to: '2026-01-25T00:00:00+00:00',
      groups: expect.any(Number),
      alerts: 2,
      alertsPerWeek: 2.3,
      counted: { oncall: 2 },
    })
    expect(aws.calls.filter(({ call }) => call.startsWith('sns'))).toEqual([])
  })

  it.each([
    ['alerts', { maxAlertsPerWeek: 2 }, '2 alerts in 6 days, 2.3 a week, and the limit is 2 (oncall: 2)'],
    ['groups of a severity', { maxAlertsPerWeek: 0, threshold: 90 }, '(severity from 90: 2)'],
  ])('fails a deployment when %s exceed the limit', async (_what, more, says) => {
    await expect((await world()).invoke({ ...BACKTEST, ...more })).rejects.toMatchObject({
      code: 'BACKTEST_LIMIT_EXCEEDED',
      message: expect.stringContaining(says),
    })
  })

  it.each([
    [2, 'FAILED'],
    [3, 'SUCCESS'],
  ])('with a limit of %d alerts a week gives %s to a stack of CloudFormation', async (maxAlertsPerWeek, status) => {
    const answers: Record<string, unknown>[] = []
    const made = await declared(
      lambdaWorld(aws, {
        fetch: async (_, init) => {
          answers.push(JSON.parse(new TextDecoder().decode(init!.body as Uint8Array)) as Record<string, unknown>)
          return new Response('')
        },
      }),
      specInAws(sandbox),
    )
    made.time = startOf(HISTORY) + 60_000
    await made.invoke({
      RequestType: 'Create',
      ResponseURL: 'https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/a',
      ResourceType: 'Custom::CrowsnestBacktest',
      ResourceProperties: { ServiceToken: 'arn', Event: JSON.stringify({ ...BACKTEST, maxAlertsPerWeek }) },
    })
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatchObject({ Status: status })
    expect(JSON.stringify(answers[0])).toContain(status === 'FAILED' ? 'BACKTEST_LIMIT_EXCEEDED' : 'alertsPerWeek')
  })

  it.each([
    ['the limit is met', [snsAlert()], { maxAlertsPerWeek: 2.4 }, { oncall: 2 }],
    ['there are no alerts, whose default threshold counts', [], {}, { 'severity from 70': 2 }],
  ])('passes when %s', async (_when, alerts, more, counted) => {
    expect(await (await world(specInAws(sandbox, alerts))).invoke({ ...BACKTEST, ...more })).toMatchObject({ counted })
  })

  it('fails a deployment with a limit, and no other, when no metric could be judged', async () => {
    // A shop a day: each has 24 values.
    const rows = Array.from({ length: HISTORY }, (_, hour) => {
      const time = new Date(startOf(hour)).toISOString().slice(0, 19).replace('T', ' ')
      return `${time},shop${Math.floor(hour / 24)},${100 + (hour % 7)}`
    })
    writeFileSync(join(sandbox.folder, 'short-lived.csv'), `time,shop,orders\n${rows.join('\n')}\n`)
    const spec = specInAws(sandbox)
    const source = { s3: { historical: 's3://metrics/short-lived.csv', format: { csv: {} } } } as const
    const made = await world({ ...spec, dataset: { ...spec.dataset, source } })
    await expect(made.invoke({ ...BACKTEST, maxAlertsPerWeek: 2 })).rejects.toMatchObject({
      code: 'BACKTEST_JUDGED_NOTHING',
      message: expect.stringContaining('each of its 20 metrics'),
    })
    expect(await made.invoke(BACKTEST)).toMatchObject({ alerts: 0 })
  })

  it('keeps nothing of a detector that watches continuous data, which can be activated after it', async () => {
    const made = await world()
    await made.invoke(BACKTEST)
    expect(await eventLog(made.store, 'shops', 'test').read()).toEqual([])
    await made.invoke({ operation: 'activate', detector: 'shops' })
    expect(await made.invoke(BACKTEST)).toMatchObject({ status: 'ACTIVATING' })
    expect(await made.invoke({ operation: 'execute', detector: 'shops' })).toMatchObject({ status: 'ACTIVE' })
    expect(await made.invoke(BACKTEST)).toMatchObject({ status: 'ACTIVE', alerts: 2 })
  })

  it('is the history of a detector with historical data alone, and says the same again', async () => {
    const made = await world(historyOnly())
    const first = await made.invoke({ ...BACKTEST, tf: { action: 'create', prev_input: null } })
    expect(first).toMatchObject({ status: 'BACK_TEST_COMPLETE', alerts: 2 })
    const place = { detector: 'shops', generation: GENERATION }
    expect(await Array.fromAsync(listGroups(made.store, commitLog(made.store, place)))).not.toEqual([])
    expect(await made.invoke({ ...BACKTEST, tf: { action: 'update', prev_input: null } })).toEqual(first)
    await declared(made, historyOnly([snsAlert(), snsAlert('second')]))
    expect(await made.invoke(BACKTEST)).toMatchObject({ alerts: 4 })
  })

  it('does nothing when a deployment is taken back', async () => {
    const made = lambdaWorld(aws)
    expect(await made.invoke({ ...BACKTEST, tf: { action: 'delete', prev_input: BACKTEST } })).toBeNull()
  })

  it.each([
    ['DETECTOR_UNKNOWN', async () => lambdaWorld(aws)],
    ['DETECTOR_NOT_FOR_AWS', async () => world(sandbox.spec)],
    ['BACKTEST_TOO_SHORT', async () => world({ ...specInAws(sandbox), interval: 'P1D' })],
  ])('fails with %s', async (code, make) => {
    await expect((await make()).invoke(BACKTEST)).rejects.toMatchObject({ code })
  })
})
