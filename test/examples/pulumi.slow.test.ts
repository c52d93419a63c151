import { readFileSync, rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { IamPolicy } from '../../policies/index.ts'
import { problemsOf } from '../components/conform.ts'
import { EXAMPLES, runExample } from './run-example.ts'

/** The folder of reports of the example with roles of others, beside where the program runs: here, where the tests do. */
const REPORTS = 'iam-report'
afterAll(() => rmSync(REPORTS, { recursive: true, force: true }))

describe('the example precreated-roles', () => {
  it('makes no role, and writes those that it expects into files at the preview', async () => {
    rmSync(REPORTS, { recursive: true, force: true })
    const run = await runExample('precreated-roles', true)
    expect(run.resources.filter(({ type }) => type.startsWith('aws:iam/'))).toEqual([])
    expect(readFileSync(`${REPORTS}/engine-engine.md`, 'utf8')).toMatch(/^## Role `crowsnest-engine-scheduler-/m)
    expect(readFileSync(`${REPORTS}/detector-revenue.md`, 'utf8')).toMatch(/^## Role `crowsnest-revenue-dataset-/m)
  })
})

describe.each(EXAMPLES)('the example %s', (name) => {
  it('makes resources that the schemas of AWS have nothing against', async () => {
    expect(problemsOf(await runExample(name, false))).toEqual([])
  })

  it('makes the same resources in a preview', async () => {
    const [deployed, previewed] = [await runExample(name, false), await runExample(name, true)]
    expect(previewed.urns()).toEqual(deployed.urns())
  })
})

describe('the example own-dataset', () => {
  it('has one role for the data, and activates the detector when both parts are there', async () => {
    const run = await runExample('own-dataset', false)
    const services = run.resources.filter(({ inputs }) => String(inputs['path']).endsWith('/services/'))
    expect(services.map(({ name }) => name)).toEqual(['reader'])
    const declared = run.resources.filter(({ type }) => type.endsWith('BucketObjectv2')).map(({ urn }) => urn)
    expect(declared).toHaveLength(2)
    const activation = run.resource('Invocation', 'sales-activation')
    expect([...activation.dependencies, ...activation.propertyDependencies['input']!]).toEqual(
      expect.arrayContaining(declared),
    )
  })
})

describe('the example transforms', () => {
  it('changes the function by the hook and the log group by the engine', async () => {
    const run = await runExample('transforms', false)
    expect(run.resource('Function').inputs['ephemeralStorage']).toEqual({ size: 2048 })
    expect(run.resource('LogGroup').inputs['skipDestroy']).toBe(true)
  })
})

describe('the example rds', () => {
  it('lets the engine to the database in the VPC, and its role to the secret', async () => {
    const run = await runExample('rds', false)
    const database = run.resource('aws:ec2/securityGroup:SecurityGroup', 'shop')
    const engine = run.resource('aws:ec2/securityGroup:SecurityGroup', 'network-engine')
    expect(database.propertyDependencies['ingress']).toEqual([engine.urn])
    const policy = run.resource('RolePolicy', 'orders-dataset-policy').inputs['policy']
    expect(policy).toContain('rds:DescribeDBInstances')
    expect(policy).toContain(':secret:crowsnest/shop')
    expect(run.warnings).toEqual([])
  })
})

describe('the example appflow', () => {
  it('lets AppFlow deliver for its own account alone, and the detector decrypt with the same key', async () => {
    const run = await runExample('appflow', false)
    const { Statement } = JSON.parse(
      String(run.resource('BucketPolicy', 'opportunities-bucket').inputs['policy']),
    ) as IamPolicy
    expect(Statement[0]!.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ['111122223333'] } })
    const key = run.resource('aws:appflow/flow:Flow').inputs['kmsArn']
    expect(run.resource('RolePolicy', 'opportunities-dataset-policy').inputs['policy']).toContain(String(key))
  })
})

describe('the example channels', () => {
  it('lets the role of each alert reach its channel, and nothing else', async () => {
    const run = await runExample('channels', false)
    const targets = run.resources
      .filter(({ type }) => type === 'aws:iam/rolePolicy:RolePolicy')
      .flatMap(({ inputs }) => (JSON.parse(String(inputs['policy'])) as IamPolicy).Statement)
      .filter(({ Sid = '' }) => ['InvokeAlertFunction', 'PublishAlert'].includes(Sid))
      .map(({ Resource }) => Resource)
    const [account, region] = ['111122223333', 'us-east-2']
    expect(targets.toSorted()).toEqual([
      [`arn:aws:lambda:${region}:${account}:function:crowsnest-pagerduty-oncall`],
      [`arn:aws:lambda:${region}:${account}:function:crowsnest-slack-team`],
      [`arn:aws:sns:${region}:${account}:crowsnest-email-finance`],
    ])
  })
})
