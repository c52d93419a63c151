import { existsSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkSpec } from '../../../spec/index.ts'
import type { DetectorSpec } from '../../../spec/detector.generated.ts'
import { alertPartsOf, datasetOf, type MetricSource } from '../../../spec/lookout-metrics/index.ts'
import { metricSetOf } from '../../../spec/lookout-metrics/metric-set-of.ts'
import { migrate } from '../../../spec/migration/index.ts'
import { resourceArbitrary } from './resource-arbitrary.ts'

const MODELS = new URL('../../../../shared/models/', import.meta.url)
const present = existsSync(MODELS)
if (!present) process.stderr.write('skipped: the schemas in ../shared/models are not there\n')

interface Schema {
  readonly definitions: Readonly<Record<string, object>>
}

function schema(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`aws-lookoutmetrics-${name}.json`, MODELS), 'utf8')) as Schema
}

/** Keys as a tool writes them. */
function spelled(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => spelled(item, spell))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [spell(key), spelled(item, spell)]))
}

// How Pulumi and Terraform write the names of CloudFormation: `dbInstanceIdentifier`, `db_instance_identifier`.
function camel(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase())
}

function snake(name: string): string {
  return name
    .replaceAll(/([A-Z]+)([A-Z][a-z])|([a-z\d])([A-Z])/g, (_all, a = '', b = '', c = '', d = '') => `${a}${c}_${b}${d}`)
    .toLowerCase()
}

type Properties = Readonly<Record<string, unknown>>

/** The same two resources as each tool has them. */
const CARRIERS: Readonly<Record<string, (detector: Properties, alert: Properties) => object>> = {
  CloudFormation: (detector, alert) => ({
    Resources: {
      Detector: { Type: 'AWS::LookoutMetrics::AnomalyDetector', Properties: detector },
      Alert: {
        Type: 'AWS::LookoutMetrics::Alert',
        Properties: { ...alert, AnomalyDetectorArn: { 'Fn::GetAtt': ['Detector', 'Arn'] } },
      },
    },
  }),
  Pulumi: (detector, alert) => ({
    version: 3,
    deployment: {
      resources: [
        {
          urn: 'urn:pulumi:dev::a::aws-native:lookoutmetrics:AnomalyDetector::Detector',
          type: 'aws-native:lookoutmetrics:AnomalyDetector',
          outputs: { ...(spelled(detector, camel) as object), arn: ARN },
        },
        {
          urn: 'urn:pulumi:dev::a::aws-native:lookoutmetrics:Alert::Alert',
          type: 'aws-native:lookoutmetrics:Alert',
          outputs: { ...(spelled(alert, camel) as object), anomalyDetectorArn: ARN },
        },
      ],
    },
  }),
  Terraform: (detector, alert) => ({
    format_version: '1.0',
    terraform_version: '1.9.5',
    values: {
      root_module: {
        resources: [
          {
            type: 'awscc_lookoutmetrics_anomaly_detector',
            name: 'Detector',
            values: { ...(spelled(detector, snake) as object), arn: ARN },
          },
          {
            type: 'awscc_lookoutmetrics_alert',
            name: 'Alert',
            values: { ...(spelled(alert, snake) as object), anomaly_detector_arn: ARN },
          },
        ],
      },
    },
  }),
}

const ARN = 'arn:aws:lookoutmetrics:us-east-1:111122223333:AnomalyDetector:x'

/** What a message has where a value is missing. */
const MISHAP = /undefined|\[object|NaN/u

describe.skipIf(!present)('any resources that the schemas of CloudFormation allow', () => {
  const detectors = present ? resourceArbitrary(schema('anomalydetector')) : fc.constant({})
  const alerts = present ? resourceArbitrary(schema('alert')) : fc.constant({})

  it.each(Object.entries(CARRIERS))(
    'become specs that check accepts, or errors say what is missing (%s)',
    (_tool, carry) => {
      let usable = 0
      fc.assert(
        fc.property(detectors, alerts, (detector, alert) => {
          const text = JSON.stringify(carry(detector, alert))
          const result = migrate([{ name: 'given', text }])
          expect(result.detectors).toHaveLength(1)
          const [made] = result.detectors
          const findings = [...result.findings, ...made!.findings]
          const errors = findings.filter(({ level }) => level === 'error')
          expect(made!.spec !== null || errors.length > 0).toBe(true)
          // What is given may have such a text of its own.
          if (!MISHAP.test(text))
            for (const { message, help } of findings) expect(`${message} ${help}`).not.toMatch(MISHAP)
          // The spec is the same whatever wrote the resources down.
          expect(checkSpec(parse(made!.text)).spec).toEqual(made!.spec)
          if (made!.spec !== null && errors.length === 0) {
            usable++
            checkCarried(detector, alert, made!.spec)
          }
        }),
        { numRuns: 300 },
      )
      expect(usable).toBeGreaterThan(10)
    },
  )

  it('become the same spec from CloudFormation, Pulumi and Terraform', () => {
    fc.assert(
      fc.property(detectors, alerts, (detector, alert) => {
        const specs = Object.values(CARRIERS).map((carry) => {
          const named = { AnomalyDetectorName: 'same', ...detector }
          const text = JSON.stringify(carry(named, { AlertName: 'same', ...alert }))
          return parse(migrate([{ name: 'given', text }]).detectors[0]!.text) as unknown
        })
        expect(specs[1]).toEqual(specs[0])
        expect(specs[2]).toEqual(specs[0])
      }),
      { numRuns: 200 },
    )
  })
})

/** What the API would say of the spec is what the resources said, where the API can say it. */
function checkCarried(detector: Properties, alert: Properties, spec: DetectorSpec): void {
  const [written] = detector['MetricSetList'] as readonly Properties[]
  const source = written!['MetricSource'] as Readonly<Record<string, Properties>>
  const back = metricSetOf(spec.dataset, spec.interval).value
  expect(spec.interval).toBe((detector['AnomalyDetectorConfig'] as Properties)['AnomalyDetectorFrequency'])
  expect(back.MetricList.map(({ MetricName, AggregationFunction }) => ({ MetricName, AggregationFunction }))).toEqual(
    (written!['MetricList'] as readonly Properties[]).map(({ MetricName, AggregationFunction }) => ({
      MetricName,
      AggregationFunction,
    })),
  )
  expect(back.DimensionList ?? []).toEqual(written!['DimensionList'] ?? [])
  expect(back.Offset).toBe(written!['Offset'] ?? 0)
  expect(back.Timezone).toBe(written!['Timezone'] ?? 'UTC')
  const [kind] = Object.keys(source)
  const again = Object.values(back.MetricSource as MetricSource)[0] as Properties
  for (const member of [
    'TemplatedPathList',
    'HistoricalDataPathList',
    'TableName',
    'DatabaseName',
    'FlowName',
    'ClusterIdentifier',
    'DBInstanceIdentifier',
  ]) {
    const had = source[kind!]![member]
    if (had !== undefined) expect(again[member]).toEqual(had)
  }
  const [sent] = (spec.alerts ?? []).map((each) => alertPartsOf(each).value)
  expect(sent!.AlertSensitivityThreshold).toBe(alert['AlertSensitivityThreshold'])
  const action = alert['Action'] as Readonly<Record<string, Properties>>
  for (const [way, { RoleArn: _role, ...target }] of Object.entries(action)) {
    expect((sent!.Action as Readonly<Record<string, Properties>>)[way]).toMatchObject(target)
  }
  // The other way round: the API's own shapes lead to the same dataset.
  expect(datasetOf(back, { flow: { destination: 's3://a/', format: {} } }).value['measures']).toEqual(
    spec.dataset.measures,
  )
}
