import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MIGRATION_TEXTS, migrate, type MigrationCode } from '../../../spec/migration/index.ts'
import { detectorProperties, inputFiles, migrateText, template } from './inputs.ts'
import type { Migration } from '../../../spec/migration/index.ts'

const ARN = 'arn:aws:lookoutmetrics:us-east-1:111122223333:'

function files(...names: readonly string[]): Migration {
  return migrate(inputFiles(...names))
}

function alert(properties: object, rest: object = {}): object {
  return {
    Alert: {
      Type: 'AWS::LookoutMetrics::Alert',
      ...rest,
      Properties: {
        AlertName: 'oncall',
        AnomalyDetectorArn: { Ref: 'Detector' },
        AlertSensitivityThreshold: 70,
        Action: { SNSConfiguration: { SnsTopicArn: 'arn:aws:sns:us-east-1:111122223333:a' } },
        ...properties,
      },
    },
  }
}

/** A way to provoke each finding. */
const PROVOKED: Readonly<Record<MigrationCode, () => Migration>> = {
  INPUT_SYNTAX: () => migrateText('{ "Resources": '),
  INPUT_TOO_DEEP: () => migrateText('['.repeat(500)),
  INPUT_UNKNOWN: () => migrateText('detector: revenue\n'),
  INPUT_WITHOUT_RESOURCES: () => migrateText({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }),
  TERRAFORM_STATE_OLD: () => migrateText({ version: 3, terraform_version: '0.11.14', modules: [] }),
  TEMPLATE_LOOP: () => migrateText(template({}, { Resources: { 'Fn::ForEach::Detectors': ['Name', ['a'], {}] } })),
  RESOURCE_CONDITION_FALSE: () => files('conditions.yaml'),
  RESOURCE_CONDITION_UNKNOWN: () => migrateText(template({}, { Resources: alert({}, { Condition: 'Nowhere' }) })),
  PARAMETER_UNUSED: () => migrateText(template(), { Nope: '1' }),
  VALUE_UNRESOLVED: () => files('functions.yaml'),
  MEMBER_UNKNOWN: () => migrateText(template({ AnomalyDetectorColour: 'red' })),
  MEMBER_INVALID: () => migrateText(template(detectorProperties({ Offset: 'soon' }))),
  SECRET_ENCRYPTED: () => files('pulumi-encrypted.json'),
  DETECTOR_NOT_FOUND: () => files('two-detectors.yaml'),
  DETECTOR_ASSUMED: () => files('terraform-plan.json'),
  DETECTOR_TWICE: () => migrate([...inputFiles('rds.yaml'), { ...inputFiles('rds.yaml')[0]!, name: 'again.yaml' }]),
  DETECTOR_FROM_DATASET: () => files('api-dataset-alone.json'),
  DATASET_NOT_FOUND: () => files('api.yaml'),
  DATASET_SURPLUS: () =>
    migrateText([
      { AnomalyDetectorArn: `${ARN}AnomalyDetector:a`, MetricSetName: 'one', MetricSource: {}, MetricList: [] },
      { AnomalyDetectorArn: `${ARN}AnomalyDetector:a`, MetricSetName: 'two', MetricSource: {}, MetricList: [] },
    ]),
  ALERT_TWICE: () =>
    migrate([...inputFiles('api-alert.json', 'api-detector.json'), { ...inputFiles('api-alert.json')[0]!, name: 'b' }]),
  ALERT_LISTED_ONLY: () => files('api-detector.json', 'api-list-alerts.json'),
  ALERT_INACTIVE: () => files('api-detector.json', 'api-list-alerts.json'),
  NAME_ASSUMED: () => files('cdk.template.json'),
  INTERVALS_DIFFER: () => files('redshift.json'),
  NOT_CARRIED: () => files('rds.yaml'),
  CARRIED_AS_ASSUMED: () => files('rds.yaml'),
  NOT_KNOWN: () => files('rds-odd-port.yaml'),
  FLOW_DESTINATION: () => files('appflow.yaml'),
  BACKTEST_CARRIED: () => files('api-stream.txt'),
  DETECTOR_NOT_RUNNING: () => files('api.yaml'),
  KEY_OF_ENGINE: () => files('api-detector.json'),
  ROLE_REPLACED: () => files('rds.yaml'),
  ROLE_KEPT: () => migrate(inputFiles('rds.yaml'), { keepRoles: true }),
  TAGS_NOT_CARRIED: () => files('api-detector.json', 'api-list-alerts.json'),
  OTHER_RESOURCES: () => files('rds.yaml'),
  ACTIVATED_BY_DEPLOYMENT: () => files('rds.yaml'),
  HISTORY_FROM_SOURCE: () => files('rds.yaml'),
  SILENCE_WATCHED: () => files('rds.yaml'),
  ALERT_FILTERS_POSSIBLE: () => files('pulumi.json'),
}

describe('each finding of a migration', () => {
  it.each(Object.entries(PROVOKED) as [MigrationCode, () => Migration][])(
    '%s can be provoked and says what to do',
    (code, provoke) => {
      const { findings } = provoke()
      const found = findings.find((finding) => finding.code === code)
      expect(found, JSON.stringify(findings.map((finding) => finding.code))).toBeDefined()
      expect(found!.level).toBe(MIGRATION_TEXTS[code].level)
      expect(found!.message).toMatch(/[.?]$/)
      expect(found!.help).toMatch(/\.$|[?]$/)
      expect(`${found!.message} ${found!.help}`).not.toMatch(/undefined|\[object|NaN/)
      if (code !== 'PARAMETER_UNUSED') expect(found!.file).not.toBe('')
    },
  )

  const page = readFileSync(new URL('../../../docs/migration.md', import.meta.url), 'utf8')
  it.each(Object.keys(MIGRATION_TEXTS))('%s is documented', (code) => {
    expect(page).toContain(`\`${code}\``)
  })
})

describe('a template without anything to note', () => {
  it('has nothing but suggestions, so that what is found above is what was provoked', () => {
    const { findings, detectors } = migrateText(template())
    expect(findings.filter(({ level }) => level !== 'suggestion')).toEqual([])
    expect(detectors[0]!.findings).toEqual([])
  })
})
