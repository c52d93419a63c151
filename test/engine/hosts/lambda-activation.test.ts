import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventLog, StateError, type DetectorHappening, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec, SourceSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox } from '../run/sandbox.ts'
import { fakeAws, type FakeAws } from './fake-aws.ts'
import { declared, lambdaWorld, ROLES, snsAlert, specInAws, TOPIC, type LambdaWorld } from './lambda-world.ts'

const HISTORY = 305
const EXECUTE = { operation: 'execute', detector: 'shops' }
const ACTIVATE = { operation: 'activate', detector: 'shops' }
const DELETE = { ...ACTIVATE, tf: { action: 'delete', prev_input: ACTIVATE } }

let sandbox: Sandbox
let aws: FakeAws
beforeAll(async () => {
  sandbox = createSandbox({ history: HISTORY, live: 2 })
  aws = await fakeAws(sandbox.folder)
})
afterAll(async () => {
  await aws.close()
  sandbox.remove()
})

async function world(spec = specInAws(sandbox)): Promise<LambdaWorld> {
  const made = await declared(lambdaWorld(aws), spec)
  made.time = startOf(HISTORY) + 60_000
  return made
}

async function eventsOf({ store }: LambdaWorld): Promise<readonly DetectorHappening['kind'][]> {
  return (await eventLog(store, 'shops', 'test').read()).map(({ kind }) => kind)
}

describe('what a deployment asks for', () => {
  it('waits until the role of the engine may read the state', async () => {
    const made = await world()
    const pauses: number[] = []
    const store = deniedWhile(made.store, () => pauses.length < 3)
    const deployed = lambdaWorld(aws, { store, sleep: async (pause) => void pauses.push(pause) })
    expect(await deployed.invoke(ACTIVATE)).toMatchObject({ status: 'ACTIVATING' })
    expect(pauses).toEqual([2_000, 4_000, 8_000])
    expect(deployed.log()[0]).toMatchObject({
      level: 'INFO',
      message: expect.stringMatching(/tried again/),
      seconds: 2,
    })
  })

  it('waits until the role of the dataset may be assumed', async () => {
    const made = await world(historyOnly())
    let asked = 0
    made.assumeRole = async () => {
      if (++asked <= 2) throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' })
    }
    expect(await made.invoke({ operation: 'backtest', detector: 'shops' })).toMatchObject({
      status: 'BACK_TEST_COMPLETE',
    })
  })

  it('fails with the denial when that lasts, or the time is short', async () => {
    const made = await world()
    const pauses: number[] = []
    const denied = lambdaWorld(aws, {
      store: deniedWhile(made.store, () => true),
      sleep: async (pause) => void pauses.push(pause),
    })
    await expect(denied.invoke(ACTIVATE)).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(90_000)
    denied.timeLeft = 20_000
    pauses.length = 0
    await expect(denied.invoke(ACTIVATE)).rejects.toMatchObject({ code: 'STORE_DENIED' })
    expect(pauses).toEqual([2_000, 4_000, 8_000])
  })

  it('is not waited for by a wake-up, which the next one follows anyway', async () => {
    const made = await world()
    const pauses: number[] = []
    const store = deniedWhile(made.store, () => pauses.length === 0)
    const woken = lambdaWorld(aws, { store, sleep: async (pause) => void pauses.push(pause) })
    await expect(woken.invoke(EXECUTE)).rejects.toMatchObject({ code: 'STORE_DENIED' })
  })
})

/** A store that denies reads, as S3 does before it has heard of a new role. */
function deniedWhile(store: ObjectStore, isDenied: () => boolean): ObjectStore {
  return {
    ...store,
    get: async (key) => {
      if (isDenied()) throw new StateError({ code: 'STORE_DENIED', url: 's3://state/', key, operation: 'AccessDenied' })
      return store.get(key)
    },
  }
}

describe('activate', () => {
  it('records the request, reads no data, and leaves learning to the next wake-up', async () => {
    const made = await world()
    aws.calls.length = 0
    const create = { ...ACTIVATE, tf: { action: 'create', prev_input: null } }
    expect(await made.invoke(create)).toEqual({
      operation: 'activate',
      detector: 'shops',
      status: 'ACTIVATING',
      learns: true,
    })
    expect(await eventsOf(made)).toEqual(['ACTIVATION_REQUESTED'])
    expect([aws.calls, made.assumed]).toEqual([[], []])
    expect(await made.invoke(EXECUTE)).toMatchObject({ status: 'ACTIVE' })
  })

  it('can be repeated without an effect, before and after the detector has learned', async () => {
    const made = await world()
    await made.invoke(ACTIVATE)
    await made.invoke(ACTIVATE)
    await made.invoke(EXECUTE)
    const events = await eventsOf(made)
    const update = { ...ACTIVATE, trigger: 'another value', tf: { action: 'update', prev_input: ACTIVATE } }
    expect(await made.invoke(update)).toMatchObject({ status: 'ACTIVE', learns: false })
    await declared(made, specInAws(sandbox, [snsAlert('other')]))
    expect(await made.invoke(update)).toMatchObject({ status: 'ACTIVE', learns: false })
    await made.invoke(EXECUTE)
    expect(await eventsOf(made)).toEqual(events)
  })

  it('says that the next wake-up learns when the spec has another meaning', async () => {
    const made = await world()
    await made.invoke(ACTIVATE)
    await made.invoke(EXECUTE)
    const spec = specInAws(sandbox)
    await declared(made, { ...spec, dataset: { ...spec.dataset, dimensions: [] } })
    expect(await made.invoke(ACTIVATE)).toMatchObject({ status: 'ACTIVE', learns: true })
  })

  it('names everything that keeps a detector from running in AWS, so that the deployment fails with it', async () => {
    const { role: _, ...alert } = snsAlert()
    const target = 'arn:aws:lambda:eu-west-1:111122223333:function:f'
    const made = await world({
      ...sandbox.spec,
      alerts: [alert, { name: 'fn', channel: { lambda: { function: target } } }, { name: 'log', channel: { log: {} } }],
    })
    await expect(made.invoke(ACTIVATE)).rejects.toMatchObject({
      code: 'DETECTOR_NOT_FOR_AWS',
      problem: {
        problems: [
          expect.stringMatching(/^dataset\.source: a folder/),
          expect.stringMatching(/^alerts\.fn\.role: there is none/),
          expect.stringMatching(/^alerts\.oncall\.role: there is none/),
        ],
      },
    })
    expect(await eventsOf(made)).toEqual([])
  })

  it.each([
    ['no role for data in S3', { dataset: { role: undefined } }, 'dataset.role: there is none'],
    [
      'a role of another partition',
      { dataset: { role: 'arn:aws-cn:iam::111122223333:role/data' } },
      'the partition aws-cn, and the engine of aws',
    ],
  ])('refuses %s', async (_name, { dataset }, says) => {
    const spec = specInAws(sandbox, [])
    const { role: _role, ...rest } = spec.dataset
    const { role } = dataset
    const made = await world({ ...spec, dataset: role === undefined ? rest : { ...rest, role } })
    await expect(made.invoke(ACTIVATE)).rejects.toMatchObject({
      code: 'DETECTOR_NOT_FOR_AWS',
      message: expect.stringContaining(says),
    })
  })

  const table = { database: 'shop', table: 'orders' }
  it.each<{ readonly source: SourceSpec; readonly says: readonly string[] }>([
    { source: { cloudwatch: { namespace: 'AWS/Lambda' } }, says: ['dataset.role: there is none. Data in CloudWatch'] },
    {
      source: { rds: { ...table, engine: 'postgres', instance: 'shop', secret: 'AmazonLookoutMetrics-shop' } },
      says: ['dataset.role: there is none. Data in RDS'],
    },
    {
      source: { rds: { ...table, engine: 'mysql', host: 'db.example.com', user: 'u', certificateAuthority: 'ca.pem' } },
      says: [
        'dataset.source.rds.user: its password',
        'dataset.source.rds.certificateAuthority: ca.pem is a file',
        'dataset.role: there is none',
      ],
    },
    { source: { redshift: { ...table, cluster: 'shop' } }, says: ['dataset.role: there is none. Data in Redshift'] },
    { source: { athena: { ...table, workgroup: 'w' } }, says: ['dataset.role: there is none. Data in Athena'] },
    {
      source: { appflow: { flow: 'sales', destination: 's3://acme-flow/', format: { jsonLines: {} } } },
      says: ['dataset.role: there is none. Data in AppFlow'],
    },
  ])('refuses what cannot be read in AWS, with every reason: $says', async ({ source, says }) => {
    const spec = specInAws(sandbox, [])
    const { timestamp, role: _role, ...rest } = spec.dataset
    const dataset = { ...rest, source, ...(!('cloudwatch' in source) && { timestamp }) }
    const made = await world({ ...spec, dataset: dataset as DetectorSpec['dataset'] })
    await expect(made.invoke(ACTIVATE)).rejects.toMatchObject({
      code: 'DETECTOR_NOT_FOR_AWS',
      problem: { problems: says.map((text) => expect.stringContaining(text)) },
    })
  })

  it.each([
    ['DETECTOR_UNKNOWN', async () => lambdaWorld(aws)],
    ['NO_CONTINUOUS_SOURCE', async () => world(historyOnly())],
    [
      'STATUS_CONFLICT',
      async () => {
        const made = await world(historyOnly())
        await made.invoke({ operation: 'backtest', detector: 'shops' })
        return declared(made, specInAws(sandbox))
      },
    ],
  ])('refuses a detector with %s', async (code, make) => {
    await expect((await make()).invoke(ACTIVATE)).rejects.toMatchObject({ code })
  })

  it('learns anew after a deactivation', async () => {
    const made = await world()
    await made.invoke(ACTIVATE)
    await made.invoke(EXECUTE)
    await made.invoke(DELETE)
    made.generation = '7d3c1f6e-52a5-4c1f-9a53-6d8c0d4b7f11'
    expect(await made.invoke(ACTIVATE)).toMatchObject({ status: 'ACTIVATING', learns: true })
    expect(await made.invoke(EXECUTE)).toMatchObject({ status: 'ACTIVE' })
    expect((await eventLog(made.store, 'shops', 'test').status()).generation).toBe(made.generation)
  })

  it('completes a deactivation that was broken off, then activates', async () => {
    const made = await world()
    await made.invoke(ACTIVATE)
    await eventLog(made.store, 'shops', 'x').append(() => ({ kind: 'DEACTIVATION_REQUESTED' }), 0)
    expect(await made.invoke(ACTIVATE)).toMatchObject({ status: 'ACTIVATING' })
    expect(await eventsOf(made)).toEqual([
      'ACTIVATION_REQUESTED',
      'DEACTIVATION_REQUESTED',
      'DEACTIVATED',
      'ACTIVATION_REQUESTED',
    ])
  })
})

describe.each([
  ['activate, when the deployment is taken back', DELETE],
  ['deactivate', { operation: 'deactivate', detector: 'shops' }],
])('%s', (_name, event) => {
  it.each([
    ['that is active', [ACTIVATE, EXECUTE]],
    ['that has not learned yet', [ACTIVATE]],
  ])('stops a detector %s, and does nothing twice', async (_when, before) => {
    const made = await world()
    for (const step of before) await made.invoke(step)
    expect(await made.invoke(event)).toEqual({
      operation: 'deactivate',
      detector: 'shops',
      status: 'DEACTIVATED',
      learns: false,
    })
    const events = await eventsOf(made)
    expect(await made.invoke(event)).toMatchObject({ status: 'DEACTIVATED' })
    expect(await eventsOf(made)).toEqual(events)
  })

  it('is fine for a detector that is not there, or was never activated, or was backtested', async () => {
    expect(await lambdaWorld(aws).invoke(event)).toMatchObject({ status: 'INACTIVE' })
    expect(await (await world()).invoke(event)).toMatchObject({ status: 'INACTIVE' })
    const tested = await world(historyOnly())
    await tested.invoke({ operation: 'backtest', detector: 'shops' })
    expect(await tested.invoke(event)).toMatchObject({ status: 'BACK_TEST_COMPLETE' })
  })
})

function historyOnly() {
  const spec = specInAws(sandbox, [])
  const source = { s3: { historical: 's3://metrics/history.csv', format: { csv: {} } } } as const
  return { ...spec, dataset: { ...spec.dataset, source } }
}

describe('service roles', () => {
  it('are assumed for their purpose alone, with what the trust policy asks for', async () => {
    const spiky = createSandbox({ history: HISTORY, live: 2, disturbances: { east: { [HISTORY]: 0.05 } } })
    const there = await fakeAws(spiky.folder)
    try {
      const made = await declared(lambdaWorld(there), specInAws(spiky))
      made.time = startOf(HISTORY + 2) + 60_000
      await made.invoke(ACTIVATE)
      await made.invoke(EXECUTE)
      const session = {
        sourceIdentity: 'detector-shops',
        sessionName: '8f507cfc-xmpl-4697-b07a-ac58fc914c95',
        durationSeconds: 900,
      }
      expect(made.assumed).toEqual([
        { ...session, role: `${ROLES}/dataset`, externalId: 'crowsnest:eu-west-1:111122223333:detector/shops/dataset' },
        {
          ...session,
          role: `${ROLES}/alert-oncall`,
          externalId: 'crowsnest:eu-west-1:111122223333:detector/shops/alert/oncall',
        },
      ])
      const byRole = Object.groupBy(there.calls, ({ accessKeyId }) => accessKeyId)
      expect(Object.keys(byRole).toSorted()).toEqual(['alert-oncall', 'dataset'])
      expect(byRole['alert-oncall']!.map(({ call }) => call)).toEqual([`sns Publish ${TOPIC}`])
      expect(byRole['dataset']!.every(({ call }) => call.startsWith('s3 GET metrics/'))).toBe(true)
    } finally {
      await there.close()
      spiky.remove()
    }
  })

  it('that cannot be assumed are named with the trust that they need, and the data stays due', async () => {
    const made = await world()
    await made.invoke(ACTIVATE)
    await made.invoke(EXECUTE)
    made.time = startOf(HISTORY + 1) + 60_000
    made.assumeRole = async () => {
      throw Object.assign(new Error('not authorized to perform: sts:AssumeRole'), { name: 'AccessDenied' })
    }
    await expect(made.invoke(EXECUTE)).rejects.toMatchObject({
      code: 'ROLE_UNUSABLE',
      message: expect.stringMatching(
        /dataset could not be assumed \(AccessDenied: not authorized.*external id "crowsnest:eu-west-1:111122223333:detector\/shops\/dataset".*sts:SetSourceIdentity with "detector-shops"/,
      ),
    })
    delete made.assumeRole
    expect(await made.invoke(EXECUTE)).toMatchObject({ intervals: 1, failed: 0 })
  })

  it('that are missing or refuse an alert leave it waiting, and detection goes on', async () => {
    const spiky = createSandbox({ history: HISTORY, live: 2, disturbances: { east: { [HISTORY]: 0.05 } } })
    const there = await fakeAws(spiky.folder)
    try {
      const { role: _, ...without } = snsAlert('without')
      const made = await declared(lambdaWorld(there), specInAws(spiky, [snsAlert()]))
      made.time = startOf(HISTORY + 2) + 60_000
      await made.invoke(ACTIVATE)
      await declared(made, specInAws(spiky, [snsAlert(), without]))
      made.assumeRole = async ({ role }) => {
        if (role.includes('alert')) throw new Error('no')
      }
      expect(await made.invoke(EXECUTE)).toMatchObject({ intervals: 2, alerts: { delivered: 0, waiting: 2 } })
      const failures = made.log().flatMap(({ failure }) => (failure as { message: string } | undefined)?.message ?? [])
      expect(failures).toEqual(
        expect.arrayContaining([
          expect.stringContaining(
            'role/crowsnest/eu-west-1/main/services/alert-oncall could not be assumed (Error: no)',
          ),
          expect.stringContaining('The alert "without" has no service role'),
        ]),
      )
      expect(there.calls.filter(({ call }) => call.startsWith('sns'))).toEqual([])
      delete made.assumeRole
      await declared(made, specInAws(spiky, [snsAlert(), snsAlert('without')]))
      expect(await made.invoke(EXECUTE)).toMatchObject({ alerts: { delivered: 2, waiting: 0 } })
    } finally {
      await there.close()
      spiky.remove()
    }
  })
})
