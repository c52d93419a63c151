import {
  foreignPolicies,
  toIamPolicy,
  type PolicyDocument,
  type ResourcePolicy,
  type ServicePart,
} from '../../policies/index.ts'
import { planServiceRoles } from '../../plans/index.ts'
import { localArn } from '../../spec/index.ts'
import { arnParameter, BUCKET_PATTERN, FOLDER_PATTERN, given, nameParameter } from './parameters.ts'
import { roleGround } from './role-resource.ts'
import { decidePolicy, type Holds, type TemplatePolicy } from './statements.ts'
import {
  substitute,
  symbolicAccount,
  symbolicArn,
  symbolicBucket,
  symbolicFolder,
  symbolicName,
  symbolicPlace,
  type Stand,
} from './symbols.ts'
import type { Output, Parameter, Resource, Template } from './template.ts'

/** Here the stack's own account is the owner's, and the engine is in another. */
const { place } = symbolicPlace()
const elsewhere = { ...place, account: symbolicAccount(9, 'EngineAccount').token }
const role = symbolicArn(place, 9, 'RoleArn', 'iam', 'role/symbolic-Role')
const bucket = symbolicBucket('BucketName')
const key = localArn(place, 'kms', 'key/symbolic-key')
const secret: Stand = {
  token: localArn(place, 'secretsmanager', 'secret:AmazonLookoutMetrics-symbolic-a1b2c3'),
  text: '${SecretArn}',
}
const topic: Stand = { token: localArn(place, 'sns', 'symbolic-topic'), text: '${TopicArn}' }
const target: Stand = { token: localArn(place, 'lambda', 'function:symbolic-function'), text: '${FunctionArn}' }

const ROLE: Readonly<Record<string, Parameter>> = {
  RoleArn: arnParameter('the service role in the other account that is let in', 'iam::\\d{12}:role/[\\w+=,.@/-]+'),
}

const REPLACES =
  'It replaces what policy there is: where there is one, add the statements of this template to it instead.'

/** A template for who owns what a role of another account uses. */
interface OwnerTemplate {
  readonly description: string
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly conditions?: Template['Conditions']
  readonly decisions?: readonly string[]
  readonly symbols: readonly Stand[]
  readonly part: (holds: Holds) => ServicePart
  /** The kind of policy that is attached, and the resource that it becomes. */
  readonly attaches: ResourcePolicy['kind']
  readonly resource: (policy: TemplatePolicy) => Resource
  /** Kind of policy of a key, which only who made the key can attach. */
  readonly ofKey?: ResourcePolicy['kind']
}

/** Templates for the owners of what service roles of other accounts use, by file. */
export function ownerTemplates(): Readonly<Record<string, Template>> {
  return Object.fromEntries(Object.entries(OWNERS).map(([name, wanted]) => [`owner-${name}`, ownerTemplate(wanted)]))
}

/** What owners of each kind of thing agree to. */
const OWNERS: Readonly<Record<string, OwnerTemplate>> = {
  s3: {
    ...ofBucket('the data of a detector', ['HasHistory']),
    parameters: {
      ...ROLE,
      BucketName: nameParameter('Name of the bucket with the data', BUCKET_PATTERN),
      ContinuousPrefix: { ...folder('continuous data, such as continuous/'), Default: 'continuous/' },
      HistoricalPrefix: { ...folder('historical data, such as historical/'), Default: '' },
    },
    conditions: { HasHistory: given('HistoricalPrefix') },
    symbols: [bucket, symbolicFolder('ContinuousPrefix'), symbolicFolder('HistoricalPrefix')],
    part: (holds) => ({
      purpose: { kind: 'dataset' },
      access: {
        kind: 's3',
        continuous: `s3://${bucket.token}/${symbolicFolder('ContinuousPrefix').token}{{yyyyMMdd}}`,
        historical: holds('HasHistory') ? `s3://${bucket.token}/${symbolicFolder('HistoricalPrefix').token}` : null,
        account: place.account,
        encryption: { key },
      },
    }),
  },
  athena: {
    ...ofBucket('the data of a table that a detector queries through Athena'),
    parameters: {
      ...ROLE,
      BucketName: nameParameter('Name of the bucket with the data', BUCKET_PATTERN),
      Prefix: { ...nameParameter("Folder of the table's data, such as orders/", FOLDER_PATTERN) },
    },
    symbols: [bucket, symbolicFolder('Prefix')],
    part: () => ({
      purpose: { kind: 'dataset' },
      access: {
        kind: 'athena',
        workgroup: 'any',
        database: 'any',
        table: 'any',
        data: `s3://${bucket.token}/${symbolicFolder('Prefix').token}`,
        results: 's3://any-results/any/',
        dataAccount: place.account,
        dataEncryption: { key },
      },
    }),
  },
  appflow: {
    ...ofBucket('what a flow of AppFlow delivers for a detector'),
    parameters: {
      ...ROLE,
      BucketName: nameParameter('Name of the bucket with the data', BUCKET_PATTERN),
      Prefix: { ...folder('what the flow delivers, such as sales/'), Default: '' },
      FlowName: nameParameter('Flow that delivers the data', '[a-zA-Z0-9][\\w!@#.-]{0,255}'),
    },
    symbols: [bucket, symbolicFolder('Prefix'), symbolicName('FlowName')],
    part: () => ({
      purpose: { kind: 'dataset' },
      access: {
        kind: 'appflow',
        flow: symbolicName('FlowName').token,
        destination: `s3://${bucket.token}/${symbolicFolder('Prefix').token}`,
        account: place.account,
        encryption: { key },
      },
    }),
  },
  secret: {
    description: `Crowsnest: lets the role of a detector in another account read the secret of a database. ${REPLACES}`,
    parameters: {
      ...ROLE,
      SecretArn: {
        Type: 'String',
        Description: 'The secret: its whole ARN. Across accounts it has to be encrypted with a key of its own.',
        AllowedPattern:
          'arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\\d{12}:secret:AmazonLookoutMetrics-[\\w/+=.@-]*-[a-zA-Z0-9]{6}',
        ConstraintDescription:
          'Give the whole ARN of a secret, with the six characters at its end. Its name begins with AmazonLookoutMetrics-.',
      },
      Source: {
        Type: 'String',
        Description: 'The source that is read with it: rds or redshift.',
        Default: 'rds',
        AllowedValues: ['rds', 'redshift'],
      },
    },
    conditions: { IsRedshift: { 'Fn::Equals': [{ Ref: 'Source' }, 'redshift'] } },
    decisions: ['IsRedshift'],
    symbols: [secret],
    part: (holds) => ({
      purpose: { kind: 'dataset' },
      access: holds('IsRedshift')
        ? { kind: 'redshift', cluster: 'any', database: 'any', secret: { secret: secret.token, key } }
        : { kind: 'rds', secret: { secret: secret.token, key } },
    }),
    attaches: 'dataset-secret',
    resource: ({ document }) => ({
      Type: 'AWS::SecretsManager::ResourcePolicy',
      Properties: { SecretId: { Ref: 'SecretArn' }, ResourcePolicy: document, BlockPublicPolicy: true },
    }),
    ofKey: 'dataset-secret-key',
  },
  topic: {
    description: `Crowsnest: lets the role of an alert in another account publish to a topic. ${REPLACES}`,
    parameters: {
      ...ROLE,
      TopicArn: arnParameter('the topic that is published to', 'sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}(\\.fifo)?'),
    },
    symbols: [topic],
    part: () => ({ purpose: { kind: 'alert', alert: 'any' }, access: { kind: 'sns', topic: topic.token } }),
    attaches: 'topic',
    resource: ({ document }) => ({
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'TopicArn' }], PolicyDocument: document },
    }),
  },
  function: {
    description:
      'Crowsnest: lets the role of an alert in another account call a function. Other permissions of the function stay.',
    parameters: {
      ...ROLE,
      FunctionArn: arnParameter(
        'the function that is called',
        'lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]{1,64}(:[\\w-]{1,128})?',
      ),
    },
    symbols: [target],
    part: () => ({ purpose: { kind: 'alert', alert: 'any' }, access: { kind: 'lambda', function: target.token } }),
    attaches: 'function',
    // A permission is one statement: role and action are what the policy says.
    resource: () => ({
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'FunctionArn' },
        Principal: { Ref: 'RoleArn' },
      },
    }),
  },
}

function ofBucket(
  what: string,
  decisions: readonly string[] = [],
): Pick<OwnerTemplate, 'description' | 'decisions' | 'attaches' | 'resource' | 'ofKey'> {
  return {
    description: `Crowsnest: lets the role of a detector in another account read ${what}. ${REPLACES}`,
    decisions,
    attaches: 'dataset-bucket',
    resource: ({ document }) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'BucketName' }, PolicyDocument: document },
    }),
    ofKey: 'dataset-key',
  }
}

function folder(what: string): Parameter {
  return {
    Type: 'String',
    Description: `Folder of ${what}.`,
    AllowedPattern: `(${FOLDER_PATTERN})?`,
    ConstraintDescription: 'Give a folder, with a slash at its end, or leave it empty.',
  }
}

function ownerTemplate(wanted: OwnerTemplate): Template {
  const { engine } = roleGround()
  const symbols = [...symbolicPlace().symbols, ...role, ...wanted.symbols]
  const planOf =
    (kind: ResourcePolicy['kind']) =>
    (holds: Holds): PolicyDocument => {
      const part = wanted.part(holds)
      const there = { ...engine.place, ...elsewhere }
      const roles = planServiceRoles({ ...engine, place: there }, 'any', [part])
      const policies = foreignPolicies(
        there,
        [part],
        roles.map((one) => ({ ...one, arn: role[0].token })),
      )
      return policies.find((policy) => policy.kind === kind)!.document
    }
  const policy = decidePolicy(wanted.decisions ?? [], planOf(wanted.attaches), symbols)
  const resource = wanted.resource(policy)
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: wanted.description,
    Parameters: wanted.parameters,
    ...(wanted.conditions !== undefined && { Conditions: wanted.conditions }),
    Resources: { Policy: { ...resource, Metadata: { Crowsnest: { Policies: policy.reasons } } } },
    ...(wanted.ofKey !== undefined && {
      Outputs: {
        KeyStatement: keyOutput(
          planOf(wanted.ofKey)(() => false),
          symbols,
        ),
      },
    }),
  }
}

/** CloudFormation attaches no policy to a key that is there: who looks after it adds the statement. */
function keyOutput(document: PolicyDocument, symbols: readonly Stand[]): Output {
  return {
    Description: 'Where the data has a KMS key of its own: what to add to the Statement list of its policy.',
    Value: substitute(JSON.stringify(toIamPolicy(document).Statement[0]), symbols),
  }
}
