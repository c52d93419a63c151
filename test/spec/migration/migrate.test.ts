import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkSpec } from '../../../spec/index.ts'
import { migrate } from '../../../spec/migration/index.ts'
import { codesOf, inputFiles } from './inputs.ts'

interface Row {
  readonly what: string
  readonly files: readonly string[]
  readonly parameters?: Readonly<Record<string, string>>
  /** Names of the detectors, with whether `crowsnest check` accepts them. */
  readonly specs: Readonly<Record<string, boolean>>
  /** Codes from level warning on. */
  readonly codes: readonly string[]
  /** Parts that the first spec has. */
  readonly has?: object
}

const PLACE = { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' }

const ROWS: readonly Row[] = [
  {
    what: 'a template in YAML with files in S3, all of it known',
    files: ['s3-csv.yaml'],
    parameters: { ...PLACE, DataBucket: 'acme' },
    specs: { 'revenue-prod': true },
    codes: ['KEY_OF_ENGINE', 'NAME_ASSUMED'],
    has: {
      interval: 'PT1H',
      dataset: {
        source: {
          s3: {
            continuous: 's3://acme/continuous/{{yyyyMMdd}}/{{HHmm}}',
            historical: 's3://acme/historical/',
            format: { csv: { delimiter: ',', header: true, charset: 'UTF-8' } },
          },
        },
        timestamp: { column: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss' },
        offset: 'PT10M',
        dimensions: ['platform', 'marketplace'],
      },
      alerts: [
        { name: 'Alert', threshold: 80, channel: { sns: { topic: 'arn:aws:sns:eu-west-1:111122223333:oncall' } } },
      ],
    },
  },
  {
    what: 'the same, with nothing known of where it was deployed',
    files: ['s3-csv.yaml'],
    specs: { 'revenue-prod': false },
    codes: ['KEY_OF_ENGINE', 'NAME_ASSUMED', 'VALUE_UNRESOLVED'],
    has: {
      dataset: { source: { s3: { historical: 's3://<<DataBucket>>/historical/' } } },
      alerts: [{ channel: { sns: { topic: 'arn:<<AWS::Partition>>:sns:<<AWS::Region>>:<<AWS::AccountId>>:oncall' } } }],
    },
  },
  {
    what: 'a template in JSON with historical data alone and a function to call',
    files: ['s3-json.json'],
    parameters: { Threshold: '75' },
    specs: { 'orders-backtest': true },
    codes: ['NOT_CARRIED'],
    has: {
      description: 'Orders of last year',
      dataset: {
        source: {
          s3: {
            historical: 's3://acme-metrics/orders/',
            format: { jsonLines: { charset: 'UTF-8', compression: 'gzip' } },
          },
        },
      },
      alerts: [
        {
          description: 'Somebody has to look',
          threshold: 75,
          channel: { lambda: { function: 'arn:aws:lambda:us-east-1:111122223333:function:on-anomaly' } },
        },
      ],
    },
  },
  {
    what: 'conditions, of which one is not known',
    files: ['conditions.yaml'],
    specs: { checkout: false },
    codes: ['RESOURCE_CONDITION_FALSE', 'VALUE_UNRESOLVED'],
    has: { interval: 'PT10M', dataset: { measures: [{ column: 'latency', aggregation: 'AVG' }], offset: 'PT2M' } },
  },
  {
    what: 'conditions that hold',
    files: ['conditions.yaml'],
    parameters: { Stage: 'prod', History: 'yes' },
    specs: { checkout: true },
    codes: [],
    has: {
      interval: 'PT5M',
      dataset: { source: { s3: { historical: 's3://acme-checkout/history/' } }, measures: [{}, { column: 'errors' }] },
      alerts: [{ name: 'checkout-pager' }],
    },
  },
  {
    what: 'a table in RDS',
    files: ['rds.yaml'],
    specs: { orders: true },
    codes: ['CARRIED_AS_ASSUMED', 'NOT_CARRIED'],
    has: { dataset: { source: { rds: { engine: 'postgres', instance: 'shop', table: 'orders' } } } },
  },
  {
    what: 'a table in RDS at a port that tells nothing',
    files: ['rds-odd-port.yaml'],
    specs: { 'odd-port': false },
    codes: ['FIELD_MISSING', 'NOT_CARRIED', 'NOT_KNOWN'],
  },
  {
    what: 'a table in Redshift',
    files: ['redshift.json'],
    specs: { warehouse: true },
    codes: ['INTERVALS_DIFFER', 'NOT_CARRIED'],
    has: {
      interval: 'P1D',
      dataset: { source: { redshift: { cluster: 'dwh' } }, timezone: 'Europe/Berlin', offset: 'PT2H' },
    },
  },
  {
    what: 'metrics of CloudWatch, as CloudFormation spells them',
    files: ['cloudwatch.yaml'],
    specs: { functions: true },
    codes: [],
    has: { dataset: { source: { cloudwatch: { namespace: 'AWS/Lambda' } } } },
  },
  {
    what: 'metrics of two namespaces',
    files: ['cloudwatch-namespaces.yaml'],
    specs: { mixed: false },
    codes: ['NOT_KNOWN', 'PLACEHOLDER_LEFT'],
  },
  {
    what: 'a flow of AppFlow',
    files: ['appflow.yaml'],
    specs: { deals: false },
    codes: ['FLOW_DESTINATION', 'PLACEHOLDER_LEFT'],
    has: { dataset: { source: { appflow: { flow: 'salesforce-deals' } } } },
  },
  {
    what: 'a flow of AppFlow, whose bucket is given',
    files: ['appflow.yaml'],
    parameters: { 'bucket that the flow salesforce-deals delivers to': 'acme-deals' },
    specs: { deals: true },
    codes: ['FLOW_DESTINATION'],
    has: { dataset: { source: { appflow: { destination: 's3://acme-deals/' } } } },
  },
  {
    what: 'a template that the CDK made',
    files: ['cdk.template.json'],
    parameters: { ...PLACE, TopicBFC7AF6E: 'arn:aws:sns:eu-west-1:111122223333:views' },
    specs: { Detector: true },
    codes: ['NAME_ASSUMED'],
    has: { dataset: { source: { s3: { continuous: 's3://acme-views-111122223333-eu-west-1/{{yyyyMMdd}}/{{HH}}' } } } },
  },
  {
    what: 'two detectors with alerts of their own, and one of somebody else',
    files: ['two-detectors.yaml'],
    specs: { web: true, App: true },
    codes: ['DETECTOR_NOT_FOUND', 'NAME_ASSUMED'],
    has: { alerts: [{ name: 'web-alert' }] },
  },
  {
    what: 'functions that need what only a deployment knows',
    files: ['functions.yaml'],
    specs: { functions: false },
    codes: ['VALUE_UNRESOLVED'],
    has: { dataset: { offset: '<<Offset>>', dimensions: '<<Dimensions>>', timezone: '<<Zone>>' } },
  },
  {
    what: 'the same functions, with all of it given',
    files: ['functions.yaml'],
    parameters: {
      'ImportValue:data-bucket': 'acme-eu',
      'AWS::Region': 'us-east-1',
      Zone: 'Europe/Paris',
      Offset: '600',
      Dimensions: 'a, b',
      'resolve:ssm:measure:1': 'views',
    },
    specs: { functions: true },
    codes: [],
    has: {
      dataset: {
        source: {
          s3: { continuous: 's3://acme-us/continuous/{{yyyyMMdd}}/{{HH}}', historical: 's3://acme-eu/history/' },
        },
        offset: 'PT10M',
        dimensions: ['a', 'b'],
        measures: [{ column: 'views' }],
      },
    },
  },
  {
    what: 'a stack of Pulumi',
    files: ['pulumi.json'],
    specs: { 'revenue-1a2b3c4': true },
    codes: [],
    has: {
      description: 'Revenue by platform',
      dataset: { offset: 'PT10M' },
      alerts: [
        {
          name: 'oncall-77aa88b',
          threshold: 85,
          channel: { lambda: { function: 'arn:aws:lambda:eu-west-1:111122223333:function:on-anomaly' } },
        },
      ],
    },
  },
  {
    what: 'a stack of Pulumi with an encrypted value',
    files: ['pulumi-encrypted.json'],
    specs: { 'revenue-1a2b3c4': false },
    codes: ['SECRET_ENCRYPTED'],
  },
  {
    what: 'a state of Terraform',
    files: ['terraform.tfstate'],
    specs: { latency: true },
    codes: [],
    has: {
      dataset: { source: { s3: { historical: 's3://acme-metrics/historical/' } }, timezone: 'UTC' },
      alerts: [{ name: 'latency-oncall', threshold: 75 }],
    },
  },
  {
    what: 'what terraform show writes of modules',
    files: ['terraform-show.json'],
    specs: { 'latency-eu': true, 'latency-us': true },
    codes: [],
  },
  {
    what: 'a plan of Terraform, which knows no ARNs yet',
    files: ['terraform-plan.json'],
    specs: { planned: true },
    codes: ['DETECTOR_ASSUMED'],
    has: { alerts: [{ name: 'planned-oncall' }] },
  },
  {
    what: 'answers of the API, all of a detector',
    files: ['api-detector.json', 'api-dataset.json', 'api-alert.json', 'api-tags.json'],
    specs: { visits: true },
    codes: ['DETECTOR_ASSUMED', 'KEY_OF_ENGINE', 'NOT_CARRIED'],
    has: {
      description: 'Visits of all sites',
      dataset: {
        source: { athena: { workgroup: 'primary', results: 's3://acme-results/l4m/' } },
        filters: { device: ['phone', 'tablet'] },
        timezone: 'America/New_York',
      },
      alerts: [
        {
          threshold: 50,
          measures: ['visits'],
          dimensions: { site: ['de', 'fr'] },
          channel: { sns: { format: 'LONG_TEXT' } },
        },
      ],
      tags: { team: 'web', stage: 'prod' },
    },
  },
  {
    what: 'a list of alerts that nothing describes',
    files: ['api-detector.json', 'api-dataset.json', 'api-list-alerts.json'],
    specs: { visits: false },
    codes: [
      'ALERT_INACTIVE',
      'ALERT_LISTED_ONLY',
      'KEY_OF_ENGINE',
      'NOT_CARRIED',
      'PLACEHOLDER_LEFT',
      'TAGS_NOT_CARRIED',
    ],
  },
  {
    what: 'answers of the API one after the other in a file, of a backtest',
    files: ['api-stream.txt'],
    specs: { year: true },
    codes: ['BACKTEST_CARRIED'],
    has: {
      dataset: { source: { s3: { backtest: true, format: { csv: { delimiter: ';', charset: 'ISO-8859-1' } } } } },
    },
  },
  {
    what: 'a dataset alone',
    files: ['api-dataset-alone.json'],
    specs: { year: true },
    codes: ['DETECTOR_FROM_DATASET'],
  },
  {
    what: 'a list of detectors, and the dataset of one of them',
    files: ['api-list-detectors.json', 'api-dataset-alone.json'],
    specs: { year: true, lost: false },
    codes: ['DATASET_NOT_FOUND', 'DETECTOR_NOT_RUNNING', 'PLACEHOLDER_LEFT'],
    has: { description: 'Sales of a year', tags: { team: 'sales' } },
  },
  {
    what: 'a template within an answer of CloudFormation',
    files: ['get-template.json'],
    specs: { functions: true },
    codes: [],
  },
  {
    what: 'an answer of the API in YAML',
    files: ['api.yaml'],
    specs: { yaml: false },
    codes: ['DATASET_NOT_FOUND', 'DETECTOR_NOT_RUNNING', 'PLACEHOLDER_LEFT'],
  },
  {
    what: 'a template and the answers for another detector together',
    files: ['cloudwatch.yaml', 'api-stream.txt'],
    specs: { functions: true, year: true },
    codes: ['BACKTEST_CARRIED'],
  },
]

describe('a migration', () => {
  it.each(ROWS)('of $what', ({ files, parameters = {}, specs, codes, has = {} }) => {
    const result = migrate(inputFiles(...files), { parameters: new Map(Object.entries(parameters)) })
    expect(Object.fromEntries(result.detectors.map(({ name, spec }) => [name, spec !== null]))).toEqual(specs)
    expect(codesOf(result)).toEqual(codes)
    expect(parse(result.detectors[0]!.text)).toMatchObject(has)
    for (const { text, spec } of result.detectors) expect(checkSpec(parse(text)).spec).toEqual(spec)
  })

  it('never leaves a spec that check refuses without an error that says what is missing', () => {
    for (const { files, parameters = {} } of ROWS) {
      const { detectors, findings } = migrate(inputFiles(...files), { parameters: new Map(Object.entries(parameters)) })
      const errors = [...findings, ...detectors.flatMap((each) => each.findings)].filter(
        ({ level }) => level === 'error',
      )
      expect(errors.length > 0 || detectors.every(({ spec }) => spec !== null), files.join()).toBe(true)
    }
  })

  it('names the place in the file of everything that it says of it', () => {
    const { findings } = migrate(inputFiles('s3-csv.yaml'))
    const found = findings.find(({ code, args }) => code === 'VALUE_UNRESOLVED' && args['name'] === 'DataBucket')
    expect(found).toMatchObject({ file: 's3-csv.yaml', line: 36, column: 40, level: 'error' })
  })

  it('keeps service roles only where that is asked for', () => {
    const files = inputFiles('conditions.yaml')
    const parameters = new Map([['HasHistory', 'true']])
    const [plain] = migrate(files, { parameters }).detectors
    expect(plain!.text).not.toContain('role')
    const kept = migrate(files, { parameters, keepRoles: true })
    expect(kept.detectors[0]!.spec!.dataset.role).toBe('arn:aws:iam::111122223333:role/L4M')
    expect(codesOf(kept)).toContain('ROLE_KEPT')
  })

  it('takes the first of two descriptions', () => {
    const result = migrate([
      ...inputFiles('cloudwatch.yaml'),
      { ...inputFiles('cloudwatch.yaml')[0]!, name: 'second.yaml' },
    ])
    expect(result.detectors).toHaveLength(1)
    expect(codesOf(result)).toEqual(['DETECTOR_TWICE'])
    expect(result.findings.find(({ code }) => code === 'DETECTOR_TWICE')).toMatchObject({
      file: 'second.yaml',
      args: { detector: 'functions', file: 'cloudwatch.yaml' },
    })
  })
})
