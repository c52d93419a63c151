import { Topic } from '@pulumi/aws/sns/index.js'
import { describe, expect, it } from 'vitest'
import { Alert, Dataset, Detector, Engine, type AlertArgs, type DatasetArgs } from '../../components/index.ts'
import { problemsOf } from './conform.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { ACCOUNT, ALERTS, DATASET, FUNCTION, loadDeclared, ROLES, TOPIC } from './sample-detector.ts'

const ENGINE = { name: 'engine' }

function deployDataset(args: Partial<DatasetArgs> = {}, preview = false): Promise<ProgramRun> {
  const whole = { engine: ENGINE, detector: 'revenue', ...DATASET, ...args }
  return runProgram(() => void new Dataset('data', whole), { preview })
}

function deployAlert(args: Partial<AlertArgs> = {}, preview = false): Promise<ProgramRun> {
  const whole = { engine: ENGINE, detector: 'revenue', channel: { sns: { topic: TOPIC } }, ...args }
  return runProgram(() => void new Alert('pager', whole), { preview })
}

/** URNs here are promises: renaming one without an alias would make users lose what it stands for. */
const DATASET_URNS = [
  'crowsnest:index:Dataset$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::data-role-policy',
  'crowsnest:index:Dataset$aws:iam/role:Role::data-role',
  'crowsnest:index:Dataset$aws:lambda/invocation:Invocation::data-activation',
  'crowsnest:index:Dataset$aws:lambda/invocation:Invocation::data-backtest',
  'crowsnest:index:Dataset$aws:s3/bucketObjectv2:BucketObjectv2::data-dataset',
  'crowsnest:index:Dataset::data',
  'pulumi:pulumi:Stack::shop-test',
]

const ALERT_URNS = [
  'crowsnest:index:Alert$aws:iam/role:Role$aws:iam/rolePolicy:RolePolicy::pager-role-policy',
  'crowsnest:index:Alert$aws:iam/role:Role::pager-role',
  'crowsnest:index:Alert$aws:s3/bucketObjectv2:BucketObjectv2::pager-alert',
  'crowsnest:index:Alert::pager',
  'pulumi:pulumi:Stack::shop-test',
]

function contentOf(run: ProgramRun, name?: string): unknown {
  return JSON.parse(String(run.resource('BucketObjectv2', name).inputs['content']))
}

describe('Dataset', () => {
  it('keeps the URN of every child, in an update and in a preview', async () => {
    const backtest = { maxAlertsPerWeek: 5 }
    expect((await deployDataset({ backtest })).urns()).toEqual(DATASET_URNS)
    expect((await deployDataset({ backtest }, true)).urns()).toEqual(DATASET_URNS)
  })

  it('completes a detector of this program, whose schedule does not know when data arrives', async () => {
    const run = await runProgram(() => {
      const engine = new Engine('engine')
      const { name } = new Detector('revenue', { engine, interval: 'PT1H', alerts: ALERTS })
      return void new Dataset('data', { engine, detector: name, interval: 'PT1H', ...DATASET })
    })
    const { dataset, alerts } = await loadDeclared(run, 'revenue')
    expect(dataset).toMatchObject({ offsetSeconds: 600, dimensions: ['shop'] })
    expect(dataset.role).toMatch(new RegExp(`^${ROLES}crowsnest-revenue-dataset-`))
    expect(alerts).toHaveLength(3)
    const declared = run.resource('BucketObjectv2', 'revenue-detector').urn
    expect(
      run.resource('Invocation').dependencies.concat(run.resource('BucketObjectv2', 'data-dataset').dependencies),
    ).toContain(declared)
    expect(problemsOf(run)).toEqual([])
  })

  it('passes on what missing data means', async () => {
    const run = await runProgram(() => {
      const args = { engine: ENGINE, detector: 'revenue', interval: 'PT1H', ...DATASET } as const
      return void new Dataset('data', { ...args, missingData: 'IGNORE' })
    })
    expect(contentOf(run)).toMatchObject({ missingData: 'IGNORE' })
  })

  it('is declared as a detector declares it, with the same role', async () => {
    const alone = await deployDataset()
    const inline = await runProgram(
      () => void new Detector('revenue', { engine: ENGINE, interval: 'PT1H', dataset: DATASET }),
    )
    expect(contentOf(alone)).toEqual(contentOf(inline, 'revenue-dataset'))
    expect(alone.resource('aws:iam/role:Role').inputs).toEqual(inline.resource('aws:iam/role:Role').inputs)
    expect(alone.resource('RolePolicy').inputs).toEqual(inline.resource('RolePolicy').inputs)
  })

  it('activates the detector after all else, and deactivates it before', async () => {
    const run = await deployDataset({ backtest: { maxAlertsPerWeek: 5 } })
    const activation = run.resource('Invocation', 'data-activation')
    expect(activation.inputs).toMatchObject({ lifecycleScope: 'CRUD' })
    expect(activation.dependencies).toEqual(
      expect.arrayContaining([run.resource('BucketObjectv2').urn, run.resource('Invocation', 'data-backtest').urn]),
    )
    expect(
      (await deployDataset({ activate: false })).resources.filter(({ type }) => type.endsWith('Invocation')),
    ).toEqual([])
  })

  it('uses an existing role', async () => {
    const run = await deployDataset({ role: `${ROLES}reader` })
    expect(run.resources.filter(({ type }) => type.includes('iam/'))).toEqual([])
    expect(run.resource('BucketObjectv2').inputs['content']).toContain(`${ROLES}reader`)
    expect(run.resource('crowsnest:index:Dataset').outputs).toMatchObject({ role: { arn: `${ROLES}reader` } })
  })

  it('says what its interval does not fit, where it is told', async () => {
    const timestamp = { column: 'at', format: 'yyyy-MM-dd' }
    await expect(deployDataset({ interval: 'PT1H', timestamp })).rejects.toThrow(/ timestamp\.format: .*PT1H/)
    await expect(deployDataset({ interval: 'P1D', timestamp })).resolves.toBeDefined()
    await expect(deployDataset({ timestamp })).resolves.toBeDefined()
  })
})

describe('Alert', () => {
  it('keeps the URN of every child, in an update and in a preview', async () => {
    expect((await deployAlert()).urns()).toEqual(ALERT_URNS)
    expect((await deployAlert({}, true)).urns()).toEqual(ALERT_URNS)
  })

  it('adds to the detector of another stack an object and a role, and touches nothing else', async () => {
    const run = await deployAlert({ threshold: 80, dimensions: { shop: ['us'] }, description: 'Pages the team' })
    const { inputs } = run.resource('BucketObjectv2')
    expect(inputs).toMatchObject({
      bucket: `crowsnest-engine-${ACCOUNT}-us-east-2`,
      key: 'detectors/revenue/alerts/pager.json',
    })
    const role = String(JSON.parse(String(inputs['content'])).role)
    expect(JSON.parse(String(inputs['content']))).toEqual({
      name: 'pager',
      description: 'Pages the team',
      threshold: 80,
      dimensions: { shop: ['us'] },
      channel: { sns: { topic: TOPIC } },
      role,
    })
    expect(run.resource('aws:iam/role:Role').inputs).toMatchObject({
      name: role.split('/').at(-1),
      assumeRolePolicy: expect.stringContaining('detector/revenue/alert/pager'),
    })
    expect(run.resource('BucketObjectv2').dependencies).toContain(run.resource('RolePolicy').urn)
    expect(problemsOf(run)).toEqual([])
  })

  it('is what the detector would have declared itself', async () => {
    const alone = await deployAlert({ alertName: 'oncall', threshold: 80 })
    const inline = await runProgram(() => {
      const alerts = [ALERTS[0]]
      return void new Detector('revenue', { engine: ENGINE, interval: 'PT1H', dataset: DATASET, alerts })
    })
    expect(contentOf(alone)).toEqual(contentOf(inline, 'revenue-alert-oncall'))
    expect(alone.resource('aws:iam/role:Role').inputs).toEqual(
      inline.resource('aws:iam/role:Role', 'revenue-alert-oncall').inputs,
    )
  })

  it('needs no role for a log, and makes one for a function or for what is yet to be made', async () => {
    const log = await deployAlert({ channel: { log: {} } })
    expect(log.resources.filter(({ type }) => type.includes('iam/'))).toEqual([])
    expect(log.resource('BucketObjectv2').inputs['content']).not.toContain('role')
    const call = await deployAlert({ channel: { lambda: { function: FUNCTION } } })
    expect(call.resource('RolePolicy').inputs['policy']).toContain('lambda:InvokeFunction')
    const late = await runProgram(
      () => {
        const channel = new Topic('oncall').arn.apply((topic) => ({ sns: { topic } }))
        return void new Alert('pager', { engine: ENGINE, detector: 'revenue', channel })
      },
      { preview: true },
    )
    expect(late.urns()).toEqual(expect.arrayContaining(ALERT_URNS))
  })

  it('finds the engine of its own program by its outputs', async () => {
    const run = await runProgram(() => {
      const engine = new Engine('engine', { statePrefix: 'crow', createStateKey: true })
      return void new Alert('pager', { engine, detector: 'revenue', channel: { sns: { topic: TOPIC } } })
    })
    expect(run.resource('BucketObjectv2').inputs).toMatchObject({
      key: 'crow/detectors/revenue/alerts/pager.json',
      serverSideEncryption: 'AES256',
    })
    expect(run.resource('BucketObjectv2').dependencies).toContain(run.resource('BucketPolicy').urn)
  })
})
