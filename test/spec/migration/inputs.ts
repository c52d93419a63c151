import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, type Migration, type MigrationFile } from '../../../spec/migration/index.ts'

/** Files of test/spec/migration/inputs, as a command would read them. */
export function inputFiles(...names: readonly string[]): readonly MigrationFile[] {
  return names.map((name) => ({ name, text: readFileSync(join(import.meta.dirname, 'inputs', name), 'utf8') }))
}

/** A migration of one text. */
export function migrateText(text: string | object, parameters: Readonly<Record<string, string>> = {}): Migration {
  const file = { name: 'given', text: typeof text === 'string' ? text : JSON.stringify(text) }
  return migrate([file], { parameters: new Map(Object.entries(parameters)) })
}

/** Codes from level warning on, of files and of specs, each once and sorted. */
export function codesOf({ findings, detectors }: Migration): readonly string[] {
  const all = [...findings, ...detectors.flatMap((detector) => detector.findings)]
  return [...new Set(all.filter(({ level }) => level !== 'suggestion').map(({ code }) => code))].toSorted()
}

/** A template with one detector of which everything can be changed: a path as key, undefined to remove. */
export function template(
  properties: Readonly<Record<string, unknown>> = {},
  rest: Readonly<Record<string, unknown>> = {},
): object {
  return {
    ...rest,
    Resources: {
      Detector: {
        Type: 'AWS::LookoutMetrics::AnomalyDetector',
        Properties: { ...detectorProperties(), ...properties },
      },
      ...(typeof rest['Resources'] === 'object' ? rest['Resources'] : {}),
    },
  }
}

/** Properties of a detector that has no findings but suggestions. */
export function detectorProperties(dataset: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    AnomalyDetectorName: 'shop',
    AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    MetricSetList: [
      {
        MetricSetName: 'shop',
        MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' }],
        DimensionList: ['shop'],
        TimestampColumn: { ColumnName: 'at', ColumnFormat: 'UNIX' },
        MetricSource: {
          S3SourceConfig: {
            TemplatedPathList: ['s3://acme/{{yyyyMMdd}}/{{HH}}'],
            FileFormatDescriptor: { JsonFormatDescriptor: {} },
          },
        },
        ...dataset,
      },
    ],
  }
}
