import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { Flow, ServiceRole, type FlowArgs } from '../../components/index.ts'
import { flowBucketPolicy, toIamPolicy } from '../../policies/index.ts'
import { APPFLOW_PRESET_NAMES } from '../../spec/index.ts'
import { problemsOf } from './conform.ts'
import { TEST_PLACE } from './fake-aws.ts'
import { runProgram, type ProgramRun } from './harness.ts'
import { hasUnknown } from './values.ts'

const KEY = `arn:aws:kms:us-east-2:${TEST_PLACE.account}:key/1111abcd-0000-4000-8000-00000000000a`
const SALES: FlowArgs = {
  application: 'salesforce',
  connectorProfileName: 'acme-salesforce',
  bucket: 'acme-flows',
  interval: 'PT1H',
}

async function deploy(args: Partial<FlowArgs> = {}, options: { readonly preview?: boolean } = {}): Promise<ProgramRun> {
  return runProgram(() => void new Flow('sales', { ...SALES, ...args }), options)
}

/** A URN here is a promise: renaming one without an alias would make users lose what it stands for. */
const URNS = [
  'crowsnest:index:Flow$aws:appflow/flow:Flow::sales-flow',
  'crowsnest:index:Flow$aws:kms/key:Key::sales-key',
  'crowsnest:index:Flow$aws:s3/bucketPolicy:BucketPolicy::sales-bucket',
  'crowsnest:index:Flow::sales',
  'pulumi:pulumi:Stack::shop-test',
]

describe('Flow', () => {
  it('keeps the URN of every child, in a preview too', async () => {
    expect((await deploy({ createBucketPolicy: true })).urns()).toEqual(URNS)
    const preview = await deploy({ createBucketPolicy: true }, { preview: true })
    expect(preview.urns()).toEqual(URNS)
    expect(hasUnknown(preview.resource('appflow/flow:Flow').inputs['kmsArn'])).toBe(true)
    expect(preview.resource('appflow/flow:Flow').inputs['name']).toBe('sales')
  })

  it('makes a flow that delivers all fields as JSON, below the id of each run, with a key of its own', async () => {
    const run = await deploy()
    const flow = run.resource('appflow/flow:Flow')
    expect(flow.inputs).toEqual({
      name: 'sales',
      description: 'Crowsnest: delivers records for a detector.',
      kmsArn: expect.stringMatching(/^arn:aws:kms:us-east-2:111122223333:key\//),
      sourceFlowConfig: {
        connectorType: 'Salesforce',
        connectorProfileName: 'acme-salesforce',
        incrementalPullConfig: { datetimeTypeFieldName: 'CreatedDate' },
        sourceConnectorProperties: { salesforce: { object: 'Opportunity' } },
      },
      destinationFlowConfigs: [
        {
          connectorType: 'S3',
          destinationConnectorProperties: {
            s3: {
              bucketName: 'acme-flows',
              bucketPrefix: 'appflow',
              s3OutputFormatConfig: {
                fileType: 'JSON',
                prefixConfig: { prefixType: 'FILENAME', prefixHierarchies: ['EXECUTION_ID'] },
                aggregationConfig: { aggregationType: 'None' },
              },
            },
          },
        },
      ],
      tasks: [
        {
          taskType: 'Map_all',
          connectorOperators: [{ salesforce: 'NO_OP' }],
          sourceFields: [],
          taskProperties: { EXCLUDE_SOURCE_FIELDS_LIST: '[]' },
        },
      ],
      triggerConfig: {
        triggerType: 'Scheduled',
        triggerProperties: { scheduled: { scheduleExpression: 'rate(1hours)', dataPullMode: 'Incremental' } },
      },
    })
    expect(run.resource('Key').inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 })
    expect(run.resources.filter(({ type }) => type.endsWith('BucketPolicy'))).toEqual([])
  })

  // https://docs.aws.amazon.com/appflow/1.0/APIReference/API_ConnectorOperator.html: these have no NO_OP, Amplitude no PROJECTION
  it.each([
    { application: 'salesforce', only: { salesforce: 'PROJECTION' }, as: { salesforce: 'NO_OP' } },
    { application: 'googleanalytics', only: { googleAnalytics: 'PROJECTION' }, as: null },
    { application: 'amplitude', only: null, as: null },
  ])('delivers the named fields of $application alone', async ({ application, only, as }) => {
    const fields = ['at', 'amount']
    const run = await deploy({ fields, application })
    const same = as === null ? {} : { connectorOperators: [as] }
    expect(run.resource('appflow/flow:Flow').inputs['tasks']).toEqual([
      ...(only === null
        ? []
        : [{ taskType: 'Filter', connectorOperators: [only], sourceFields: fields, taskProperties: {} }]),
      ...fields.map((field) => ({
        taskType: 'Map',
        ...same,
        sourceFields: [field],
        destinationField: field,
        taskProperties: {},
      })),
    ])
  })

  it.each([
    ['PT5M', 'rate(5minutes)'],
    ['PT10M', 'rate(10minutes)'],
    ['P1D', 'rate(1days)'],
  ])('runs as often as a detector with the interval %s', async (interval, scheduleExpression) => {
    const { inputs } = (await deploy({ interval })).resource('appflow/flow:Flow')
    expect(inputs['triggerConfig']).toMatchObject({ triggerProperties: { scheduled: { scheduleExpression } } })
  })

  it('lets AppFlow write into the folder of the flow before the flow is made, where it may make the policy', async () => {
    const run = await deploy({ createBucketPolicy: true, prefix: 'crm/' })
    const policy = run.resource('BucketPolicy')
    const expected = toIamPolicy(flowBucketPolicy(TEST_PLACE, { flow: 'sales', bucket: 'acme-flows', prefix: 'crm/' }))
    expect(JSON.parse(String(policy.inputs['policy']))).toEqual(JSON.parse(JSON.stringify(expected)))
    expect(run.resource('appflow/flow:Flow').dependencies).toContain(policy.urn)
  })

  it('uses an existing key, also one that is known later, and Parquet with the types of the source', async () => {
    const run = await deploy({ keyArn: KEY, fileFormat: 'PARQUET' })
    expect(run.resources.filter(({ type }) => type.endsWith(':Key'))).toEqual([])
    const { inputs } = run.resource('appflow/flow:Flow')
    expect(inputs['kmsArn']).toBe(KEY)
    expect(JSON.stringify(inputs['destinationFlowConfigs'])).toContain(
      '"fileType":"PARQUET","prefixConfig":{"prefixHierarchies":["EXECUTION_ID"],"prefixType":"FILENAME"},"preserveSourceDataTyping":true',
    )
    const later = await deploy({ keyArn: pulumi.output(KEY) })
    expect(later.resource('appflow/flow:Flow').inputs['kmsArn']).toBe(KEY)
  })

  it('gives the role of a dataset what it has to read', async () => {
    const run = await runProgram(() => {
      const { flowName: flow, destination, keyArn } = new Flow('sales', SALES)
      void new ServiceRole('reader', {
        engine: { name: 'main' },
        detector: 'deals',
        dataset: { appflow: { flow, destination, keyArn } },
      })
    })
    const policies = run.resources.filter(({ type }) => type.endsWith('RolePolicy'))
    const text = policies.map(({ inputs }) => String(inputs['policy'])).join()
    expect(text).toContain('arn:aws:s3:::acme-flows/appflow/sales/*')
    expect(text).toContain(':flow/sales"')
    expect(text).toContain(String(run.resource('appflow/flow:Flow').inputs['kmsArn']))
  })

  it('makes resources that the schemas of AWS have nothing against', async () => {
    const run = await runProgram(() => {
      for (const application of APPFLOW_PRESET_NAMES) {
        void new Flow(application, {
          ...SALES,
          application,
          object: 'thing',
          incrementalField: 'at',
          fields: ['at', 'amount'],
          keyArn: KEY,
        })
      }
      void new Flow('whole', {
        ...SALES,
        flowName: 'Whole.1',
        prefix: 'a/b',
        fileFormat: 'CSV',
        createBucketPolicy: true,
        tags: { team: 'growth' },
        region: 'us-east-2',
      })
    })
    expect(problemsOf(run)).toEqual([])
  })

  it.each([
    [{ application: 'sap' }, 'application', 'salesforce'],
    [{ application: 'trendmicro' }, 'object', 'your own'],
    [{ application: 'veeva', object: 'x__c' }, 'incrementalField', 'your own'],
    [{ bucket: 'Acme' }, 'bucket', '3 to 63'],
    [{ prefix: 'a{b' }, 'prefix', 'a{b'],
    [{ interval: 'PT15M' }, 'interval', 'PT5M, PT10M, PT1H, P1D'],
    [{ fileFormat: 'XML' }, 'fileFormat', 'JSON, PARQUET, CSV'],
    [{ keyArn: 'alias/mine' }, 'keyArn', 'kms'],
    [{ flowName: 'my flow' }, 'flowName', 'my flow'],
    [{ fields: [] }, 'fields', 'leave this out'],
    [{ fields: ['a', 'a'] }, 'fields[1]', 'twice'],
    [{ interval: pulumi.output('PT15M') }, 'interval', 'PT5M'],
    [{ keyArn: pulumi.output('alias/mine') }, 'keyArn', 'kms'],
  ] as const)('refuses %o', async (args, path, cure) => {
    const error = await deploy(args).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('Flow "sales" cannot be made')
    expect(String(error)).toMatch(new RegExp(`${path.replaceAll(/[[\]]/g, '\\$&')}: .*${cure}`))
  })
})
