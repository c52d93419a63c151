import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { codesOf, detectorProperties, migrateText, template } from './inputs.ts'

const PARTS = {
  Parameters: {
    Name: { Type: 'String', Default: 'shop' },
    Number: { Type: 'Number', Default: 3 },
    List: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Ids: { Type: 'List<Number>', Default: '1,2' },
    Open: { Type: 'String' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/b' },
  },
  Mappings: { Map: { top: { key: 'value', list: ['x', 'y'] } } },
  Conditions: {
    Yes: { 'Fn::Equals': [{ Ref: 'Name' }, 'shop'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Number: { 'Fn::Equals': [{ Ref: 'Number' }, '3'] },
    Unknown: { 'Fn::Equals': [{ Ref: 'Open' }, 'a'] },
    Same: { 'Fn::Equals': [{ Ref: 'Open' }, { Ref: 'Open' }] },
    Loop: { 'Fn::Or': [{ Condition: 'Loop' }, { Condition: 'Loop' }] },
    Either: { 'Fn::Or': [{ Condition: 'Unknown' }, { Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Unknown' }, { Condition: 'No' }] },
  },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': '${Name}-data' } } },
    Circle: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Circle' } } },
    Unnamed: { Type: 'AWS::S3::Bucket' },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'oncall' } },
    Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'hook' } },
  },
}

/** The description of a detector that is computed by a function. */
function valueOf(given: unknown, parameters: Readonly<Record<string, string>> = {}): unknown {
  const { detectors } = migrateText(template({ AnomalyDetectorDescription: given }, PARTS), parameters)
  return (parse(detectors[0]!.text) as { description?: unknown }).description
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html, as known in 2026-11
const ROWS: readonly (readonly [string, unknown, unknown, Readonly<Record<string, string>>?])[] = [
  ['Ref of a parameter with a default', { Ref: 'Name' }, 'shop'],
  ['Ref of a parameter that is given', { Ref: 'Name' }, 'other', { Name: 'other' }],
  ['Ref of a number', { Ref: 'Number' }, '3'],
  ['Ref of a parameter without a default', { Ref: 'Open' }, '<<Open>>'],
  ['Ref of a parameter of SSM, whose default is a name', { Ref: 'Stored' }, '<<Stored>>'],
  ['Ref of nothing', { Ref: 'AWS::NoValue' }, undefined],
  ['Ref of a bucket with a name', { Ref: 'Bucket' }, 'shop-data'],
  ['Ref of a bucket without one', { Ref: 'Unnamed' }, '<<Unnamed>>'],
  ['Ref of a bucket that is given', { Ref: 'Unnamed' }, 'b', { Unnamed: 'b' }],
  ['Ref in a circle', { Ref: 'Circle' }, '<<Circle>>'],
  ['the partition of a region', { Ref: 'AWS::Partition' }, 'aws-cn', { 'AWS::Region': 'cn-north-1' }],
  ['the partition of nowhere', { Ref: 'AWS::Partition' }, '<<AWS::Partition>>'],
  [
    'Ref of a topic',
    { Ref: 'Topic' },
    'arn:aws:sns:us-east-1:111122223333:oncall',
    { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111122223333' },
  ],
  [
    'the ARN of a function',
    { 'Fn::GetAtt': ['Function', 'Arn'] },
    'arn:aws:lambda:us-east-1:111122223333:function:hook',
    { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '111122223333' },
  ],
  ['GetAtt in one text', { 'Fn::GetAtt': 'Unnamed.Arn' }, '<<Unnamed.Arn>>'],
  ['Sub', { 'Fn::Sub': 'a-${Name}-${Bucket}-${!Kept}' }, 'a-shop-shop-data-${Kept}'],
  ['Sub with an attribute', { 'Fn::Sub': '${Unnamed.Arn}/x' }, '<<Unnamed.Arn>>/x'],
  ['Sub with variables of its own', { 'Fn::Sub': ['${A}${Name}', { A: { Ref: 'Number' } }] }, '3shop'],
  ['Sub keeps the keys of paths', { 'Fn::Sub': '${Name}/{{yyyyMMdd}}' }, 'shop/{{yyyyMMdd}}'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 1]] }, 'a-shop-1'],
  ['Join of a list', { 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b'],
  [
    'Join without what is not there',
    { 'Fn::Join': ['-', ['a', { 'Fn::If': ['No', 'b', { Ref: 'AWS::NoValue' }] }]] },
    'a',
  ],
  ['Select', { 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
  ['Select of a split text', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['Select beyond the end', { 'Fn::Select': [7, { Ref: 'List' }] }, '<<Fn::Select>>'],
  [
    'Select of what is not known',
    { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Open' }] }] },
    '<<Fn::Select Fn::Split Open>>',
  ],
  ['FindInMap', { 'Fn::FindInMap': ['Map', 'top', 'key'] }, 'value'],
  ['FindInMap without such a key', { 'Fn::FindInMap': ['Map', 'top', 'no'] }, '<<Map.top.no>>'],
  ['FindInMap with a default', { 'Fn::FindInMap': ['Map', 'top', 'no', { DefaultValue: 'd' }] }, 'd'],
  ['FindInMap by what is not known', { 'Fn::FindInMap': ['Map', { Ref: 'Open' }, 'key'] }, '<<Map.Open.key>>'],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Name}-bucket' } }, '<<ImportValue:shop-bucket>>'],
  ['ImportValue that is given', { 'Fn::ImportValue': 'a' }, 'b', { 'ImportValue:a': 'b' }],
  ['a dynamic reference', '{{resolve:secretsmanager:a:SecretString:b}}', '<<resolve:secretsmanager:a:SecretString:b>>'],
  ['If that holds', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
  ['If that does not', { 'Fn::If': ['No', 'a', 'b'] }, 'b'],
  ['If of a number and a text', { 'Fn::If': ['Number', 'a', 'b'] }, 'a'],
  ['If that is not known', { 'Fn::If': ['Unknown', 'a', 'b'] }, '<<Unknown>>'],
  ['If that is given', { 'Fn::If': ['Unknown', 'a', 'b'] }, 'b', { Unknown: 'false' }],
  ['If of a given parameter', { 'Fn::If': ['Unknown', 'a', 'b'] }, 'a', { Open: 'a' }],
  ['If of what is the same, whatever it is', { 'Fn::If': ['Same', 'a', 'b'] }, 'a'],
  ['If in a circle', { 'Fn::If': ['Loop', 'a', 'b'] }, '<<Loop>>'],
  ['Or that one side decides', { 'Fn::If': ['Either', 'a', 'b'] }, 'a'],
  ['And that one side decides', { 'Fn::If': ['Both', 'a', 'b'] }, 'b'],
  ['a function that is not computed', { 'Fn::Base64': 'a' }, '<<Fn::Base64>>'],
]

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
