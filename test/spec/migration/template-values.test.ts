import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { PARTS, ROWS } from './template-rows.ts'
import { codesOf, detectorProperties, migrateText, template } from './inputs.ts'

/** The description of a detector that is computed by a function. */
function valueOf(given: unknown, parameters: Readonly<Record<string, string>> = {}): unknown {
  const { detectors } = migrateText(template({ AnomalyDetectorDescription: given }, PARTS), parameters)
  return (parse(detectors[0]!.text) as { description?: unknown }).description
}

describe('the functions of a template', () => {
  it.each(ROWS.map(([what, given, expected, parameters]) => ({ what, given, expected, parameters })))(
    '$what',
    (row) => {
      expect(valueOf(row.given, row.parameters)).toBe(row.expected)
    },
  )

  it('have short forms in YAML', () => {
    const text = `
Parameters: { A: { Type: String, Default: x } }
Resources:
  D:
    Type: AWS::LookoutMetrics::AnomalyDetector
    Properties:
      AnomalyDetectorName: !Sub 'd-\${A}'
      AnomalyDetectorDescription: !Join ['', [!Ref A, !Select [0, !Split ['.', 'p.q']], !GetAtt B.Arn]]
      AnomalyDetectorConfig: { AnomalyDetectorFrequency: P1D }
`
    const [detector] = migrateText(text).detectors
    expect(parse(detector!.text)).toMatchObject({ detector: 'd-x', description: 'xp<<B.Arn>>' })
  })

  it('leave a placeholder where a number, a list or a mapping belongs, which check reports there', () => {
    const dataset = detectorProperties({
      Offset: { Ref: 'Open' },
      DimensionList: { Ref: 'Open' },
      TimestampColumn: { Ref: 'Open' },
      MetricList: [{ MetricName: 'views', AggregationFunction: { Ref: 'Open' } }],
      MetricSource: { 'Fn::If': ['Unknown', {}, {}] },
    })
    const result = migrateText(template(dataset, PARTS))
    expect(parse(result.detectors[0]!.text)).toMatchObject({
      dataset: {
        source: '<<Unknown>>',
        offset: '<<Open>>',
        dimensions: '<<Open>>',
        timestamp: '<<Open>>',
        measures: [{ column: 'views', aggregation: '<<Open>>' }],
      },
    })
    expect(result.detectors[0]!.spec).toBeNull()
    expect(codesOf(result)).toEqual(['VALUE_UNRESOLVED'])
  })

  it('are not computed for what no spec needs', () => {
    const source = {
      S3SourceConfig: {
        RoleArn: { Ref: 'Open' },
        TemplatedPathList: ['s3://acme/{{yyyyMMdd}}/{{HH}}'],
        FileFormatDescriptor: { JsonFormatDescriptor: {} },
      },
    }
    expect(codesOf(migrateText(template(detectorProperties({ MetricSource: source }), PARTS)))).toEqual([])
  })
})
