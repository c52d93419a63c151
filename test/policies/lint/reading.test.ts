import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINT_TEXTS, lintPolicies } from '../../../policies/lint/index.ts'

async function lint(text: string, file = 'policy.json') {
  const [findings = []] = await lintPolicies([{ text, file }])
  return findings
}

async function codes(text: string): Promise<readonly string[]> {
  return (await lint(text)).map(({ code }) => code)
}

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObjct', Resource: 'arn:aws:s3:::d/*' }],
}

describe('places', () => {
  it('are exact in JSON', async () => {
    const text =
      '{\n  "Version": "2012-10-17",\r\n  "Statement": {\n    "Effect": "Allow",\n    "Action": ["s3:GetObject", "s3:PutObjct"],\n    "Resource": "*" } }'
    const finding = (await lint(text)).find(({ code }) => code === 'INVALID_ACTION')
    expect(finding).toMatchObject({ line: 5, column: 32, path: ['Statement', 'Action', 1], file: 'policy.json' })
  })

  it('are exact in YAML, behind an anchor too', async () => {
    const text =
      'Version: 2012-10-17\nStatement:\n  - Effect: Allow\n    Action:\n      - s3:GetObjct\n    Resource: arn:aws:s3:::d/*\n'
    expect((await lint(text))[0]).toMatchObject({ code: 'INVALID_ACTION', line: 5, column: 9 })
  })

  it('are counted behind a byte order mark', async () => {
    expect((await lint(`\uFEFF${JSON.stringify(POLICY)}`))[0]).toMatchObject({
      code: 'INVALID_ACTION',
      line: 1,
      column: 65,
    })
  })
})

describe('what cannot be used', () => {
  it.each([
    ['', 'JSON_SYNTAX_ERROR'],
    ['no policy at all', 'JSON_SYNTAX_ERROR'],
    ['{"Version": "2012-10-17", "Statement": [}', 'JSON_SYNTAX_ERROR'],
    ['{"Version": "2012-10-17", // why\n "Statement": []}', 'JSON_SYNTAX_ERROR'],
    ['{"Version": "2012-10-17", "Statement": [],}', 'JSON_SYNTAX_ERROR'],
    ['[]', 'NO_POLICY_FOUND'],
    ['null', 'JSON_SYNTAX_ERROR'],
    ['a: [1, 2\n', 'JSON_SYNTAX_ERROR'],
    ['a: 1\n---\nb: 2\n', 'JSON_SYNTAX_ERROR'],
    ['{"name": "package"}', 'NO_POLICY_FOUND'],
    ['{"Version": "2012-10-17", "Version": "2012-10-17", "Statement": []}', 'DUPLICATE_KEY'],
    ['Version: 2012-10-17\nStatement: []\nStatement: []\n', 'DUPLICATE_KEY'],
    ['{"Version": "2012-10-17", "__proto__": {}, "Statement": []}', 'INVALID_POLICY_ELEMENT'],
    [`{"Statement": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'DOCUMENT_TOO_DEEP'],
    [`Statement: ${'['.repeat(5000)}`, 'DOCUMENT_TOO_DEEP'],
    [`{"Statement": "${'x'.repeat(10_000_000)}"}`, 'DOCUMENT_TOO_LARGE'],
    [
      `x: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n${'bcdefgh'
        .split('')
        .map((n, i) => `${n}: &${n} [${Array(9).fill(`*${'abcdefg'[i]}`).join()}]`)
        .join('\n')}\n`,
      'DOCUMENT_TOO_DEEP',
    ],
  ])('%.60s is %s, an error', async (text, code) => {
    const found = await lint(text)
    expect(found.map((finding) => finding.code)).toContain(code)
    expect(found.some(({ level }) => level === 'error')).toBe(true)
  })

  it.each([7_000_000, 1_000_000])('a policy of %i characters is an error', async (length) => {
    const resources = Array.from(
      { length: Math.floor(length / 40) },
      (_, index) => `arn:aws:s3:::acme-data/${String(index).padStart(12, '0')}`,
    )
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: resources }
    expect(await codes(JSON.stringify({ Version: '2012-10-17', Statement: statement }))).toContain('DOCUMENT_TOO_LARGE')
  })
})

function template(resource: unknown): string {
  return JSON.stringify({ Resources: { it: resource } })
}

describe('a CloudFormation template', () => {
  it.each([
    ['AWS::IAM::Policy', { PolicyDocument: POLICY }, 'INVALID_ACTION'],
    ['AWS::IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: POLICY }] }, 'INVALID_ACTION'],
    [
      'AWS::IAM::Role',
      { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole' } } },
      'MISSING_PRINCIPAL',
    ],
    ['AWS::S3::BucketPolicy', { PolicyDocument: POLICY }, 'MISSING_PRINCIPAL'],
    [
      'AWS::KMS::Key',
      {
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' },
        },
      },
      'UNSUPPORTED_ACTION_IN_POLICY',
    ],
    [
      'AWS::Organizations::Policy',
      {
        Type: 'SERVICE_CONTROL_POLICY',
        Content: { Version: '2012-10-17', Statement: { Effect: 'Allow', NotAction: 'a:b', Resource: '*' } },
      },
      'SCP_SYNTAX_ERROR_ALLOW_NOTACTION',
    ],
    ['AWS::IAM::ManagedPolicy', { PolicyDocument: JSON.stringify(POLICY) }, 'INVALID_ACTION'],
  ])('%s: its policy is checked as what it is', async (Type, Properties, code) => {
    expect(await codes(template({ Type, Properties }))).toContain(code)
  })

  it('has functions whose values nobody knows, which are no errors', async () => {
    const text = `
Resources:
  it:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: !Ref PolicyVersion
        Statement:
          - !If [Wide, { Effect: Allow, Action: !Ref Actions, Resource: !Ref Resources }, !Ref 'AWS::NoValue']
          - Effect: !Ref Effect
            Action: !Sub '\${Service}:Get*'
            Resource:
              - !Sub 'arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:\${Topic}'
              - !GetAtt Bucket.Arn
              - !Join ['', [!GetAtt Bucket.Arn, '/*']]
              - Fn::ImportValue: other
            Condition: { StringEquals: { 'aws:RequestedRegion': !Ref 'AWS::Region' } }
`
    const found = await lint(text, 'template.yaml')
    expect(found.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('has places inside its text, through functions', async () => {
    const text = `Resources:
  it:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: [ s3:GetObjct ]
            Resource: !Sub 'arn:\${AWS::Partition}:s3:::data/*'
`
    expect(await lint(text)).toMatchObject([
      {
        code: 'INVALID_ACTION',
        line: 9,
        column: 23,
        path: ['Resources', 'it', 'Properties', 'PolicyDocument', 'Statement', 0, 'Action', 0],
      },
    ])
  })

  it('without a policy is said to have none', async () => {
    expect(await codes(template({ Type: 'AWS::EC2::VPC', Properties: {} }))).toEqual(['NO_POLICY_FOUND'])
  })
})

describe('a Terraform plan', () => {
  it('has policies in its resources and modules, and some that are not known yet', async () => {
    const plan = {
      format_version: '1.2',
      planned_values: {
        root_module: {
          resources: [{ type: 'aws_iam_policy', values: { policy: JSON.stringify(POLICY) } }],
          child_modules: [
            {
              resources: [
                {
                  type: 'aws_iam_role',
                  values: {
                    assume_role_policy: JSON.stringify({
                      Version: '2012-10-17',
                      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }],
                    }),
                  },
                },
              ],
            },
          ],
        },
      },
      resource_changes: [{ type: 'aws_sns_topic_policy', change: { after_unknown: { policy: true, id: true } } }],
    }
    expect(await codes(JSON.stringify(plan))).toEqual(
      expect.arrayContaining(['INVALID_ACTION', 'MISSING_PRINCIPAL', 'POLICY_NOT_KNOWN_YET']),
    )
  })
})

describe('other documents around a policy', () => {
  it.each([
    ['the answer of get-policy-version', { PolicyVersion: { Document: POLICY } }],
    [
      'a dump of an account, URL-encoded',
      { RoleDetailList: [{ RolePolicyList: [{ PolicyDocument: encodeURIComponent(JSON.stringify(POLICY)) }] }] },
    ],
    ['a list', [POLICY]],
  ])('%s', async (_name, document) => {
    expect(await codes(JSON.stringify(document))).toContain('INVALID_ACTION')
  })
})

// Whatever stands in a file: findings of the table, in order, and no crash.
describe('anything', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(
        null,
        true,
        0,
        '',
        '*',
        'Allow',
        'Deny',
        's3:*',
        'arn:aws:s3:::a',
        'arn:aws:iam::1:role/x',
        '${aws:username',
        '${',
        '10.0.0.0/8',
        '2012-10-17',
      ),
      fc.string(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(
          fc.constantFrom(
            'Version',
            'Statement',
            'Effect',
            'Action',
            'NotAction',
            'Resource',
            'NotResource',
            'Principal',
            'NotPrincipal',
            'Condition',
            'Sid',
            'AWS',
            'Service',
            'Federated',
            'StringEquals',
            'ForAllValues:Bool',
            'Null',
            'DateLessThan',
            'IpAddress',
            'aws:SourceIp',
            'aws:SourceArn',
            'kms:ViaService',
            'Fn::If',
            'Fn::Sub',
            'Fn::Join',
            'Ref',
            'Resources',
            'Type',
            'Properties',
            'planned_values',
            '__proto__',
            'constructor',
          ),
          fc.string(),
        ),
        tie('value'),
        { maxKeys: 5 },
      ),
    ),
  })).value

  it('is JSON: findings are of the table and have places', async () => {
    await fc.assert(
      fc.asyncProperty(
        json,
        fc.constantFrom('identity', 'trust', 'resource', 'boundary', 'scp', 'rcp', null),
        async (document, type) => {
          const statement = { Version: '2012-10-17', Statement: document }
          for (const text of [JSON.stringify(document), JSON.stringify(statement)]) {
            const [findings = []] = await lintPolicies([{ text, file: 'any' }], { type })
            for (const { code, line, column, message, help } of findings) {
              expect(Object.hasOwn(LINT_TEXTS, code)).toBe(true)
              expect(line).toBeGreaterThan(0)
              expect(column).toBeGreaterThan(0)
              expect(`${message} ${help}`).not.toContain('undefined')
            }
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]":,- \n\tab*&!|>%#\'') })),
        async (text) => {
          expect((await lint(text)).length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
