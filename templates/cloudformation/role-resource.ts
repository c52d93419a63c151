import { planServiceRoles, resolveEngine, roleReport, type ResolvedEngine } from '../../plans/index.ts'
import type { Role, ServicePart } from '../../policies/index.ts'
import { roleExternalId, type AwsPlace, type RolePurpose } from '../../spec/index.ts'
import { PARAMETERS, given, when } from './parameters.ts'
import { decidePolicy, type Holds, type TemplatePolicy } from './statements.ts'
import { describeSymbols, substitute, symbolicArn, symbolicName, symbolicPlace, type Stand } from './symbols.ts'
import type { Output, Parameter, Resource, Template } from './template.ts'

/** The role of an engine, as a parameter. */
const NUMBER_OF_ENGINE_ROLE = 1

/** What templates of service roles are planned with. */
export interface RoleGround {
  readonly place: AwsPlace
  readonly engine: ResolvedEngine
  readonly detector: string
  readonly alert: string
  readonly symbols: readonly Stand[]
}

/** A service role of any detector, as its template has it. */
export interface ServiceRoleTemplate {
  readonly description: string
  readonly purpose: RolePurpose['kind']
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Conditions that the policy depends on come first. */
  readonly conditions: Template['Conditions']
  /** Those that the policy depends on. */
  readonly decisions: readonly string[]
  readonly rules?: Template['Rules']
  readonly symbols: readonly Stand[]
  /** What the role may use. */
  readonly part: (holds: Holds, ground: RoleGround) => ServicePart['access']
}

/** What templates of service roles have in common: the engine, the detector and the alert are parameters. */
export function roleGround(symbols: readonly Stand[] = []): RoleGround {
  const { place, symbols: ofPlace } = symbolicPlace()
  const name = symbolicName('EngineName')
  const detector = symbolicName('DetectorName')
  const alert = symbolicName('AlertName')
  const role = symbolicArn(place, NUMBER_OF_ENGINE_ROLE, 'EngineRoleArn', 'iam', 'role/symbolic-EngineRole')
  return {
    place,
    engine: resolveEngine({ name: name.token, roleArn: role[0].token, stateBucket: 'symbolic-none' }, place),
    detector: detector.token,
    alert: alert.token,
    symbols: [...ofPlace, name, detector, alert, ...role, ...symbols],
  }
}

/** The template of a service role. */
export function serviceRoleTemplate(wanted: ServiceRoleTemplate): Template {
  const ground = roleGround(wanted.symbols)
  const { place, engine, detector, alert, symbols } = ground
  const purpose: RolePurpose = wanted.purpose === 'dataset' ? { kind: 'dataset' } : { kind: 'alert', alert }
  const plan = (holds: Holds): Role =>
    planServiceRoles(engine, detector, [{ purpose, access: wanted.part(holds, ground) }])[0]!
  const role = plan(() => false)
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: wanted.description,
    Parameters: {
      EngineName: PARAMETERS.EngineName,
      EngineRoleArn: PARAMETERS.EngineRoleArn,
      DetectorName: PARAMETERS.DetectorName,
      ...(wanted.purpose === 'alert' && { AlertName: PARAMETERS.AlertName }),
      ...wanted.parameters,
      RoleName: {
        Type: 'String',
        Description: 'Name of the role. Empty for one that CloudFormation makes of the names of the stack.',
        Default: '',
        AllowedPattern: '[\\w+=,.@-]{0,64}',
      },
      PermissionsBoundaryArn: PARAMETERS.PermissionsBoundaryArn,
    },
    ...(wanted.rules !== undefined && { Rules: wanted.rules }),
    Conditions: {
      ...wanted.conditions,
      HasRoleName: given('RoleName'),
      HasBoundary: given('PermissionsBoundaryArn'),
    },
    Resources: {
      Role: roleResource(role, {
        symbols,
        name: when('HasRoleName', { Ref: 'RoleName' }),
        boundary: when('HasBoundary', { Ref: 'PermissionsBoundaryArn' }),
        policies: [decidePolicy(wanted.decisions, (holds) => plan(holds).documents[0]!, symbols)],
      }),
    },
    Outputs: roleOutputs(substitute(roleExternalId(place, detector, purpose), symbols)),
  }
}

/** How a role becomes a resource. */
export interface RoleWishes {
  readonly symbols: readonly Stand[]
  readonly name?: unknown
  readonly boundary?: unknown
  /** Default: the role's own. */
  readonly policies?: readonly TemplatePolicy[]
  readonly tags?: readonly unknown[]
}

/** A planned role as a resource, with the reasons of its statements beside it. */
export function roleResource(role: Role, { symbols, name, boundary, policies, tags }: RoleWishes): Resource {
  const report = roleReport(role)
  const documents = policies ?? role.documents.map((document) => decidePolicy([], () => document, symbols))
  const trust = decidePolicy([], () => role.trust, symbols)
  return {
    Type: 'AWS::IAM::Role',
    Metadata: {
      Crowsnest: {
        Reason: describeSymbols(report.reason, symbols),
        Protection: report.trust.protection.reason,
        Trust: trust.reasons,
        Policies: Object.assign({}, ...documents.map(({ reasons }) => reasons)) as unknown,
      },
    },
    Properties: {
      ...(name !== undefined && { RoleName: name }),
      Path: substitute(role.path, symbols),
      Description: substitute(report.reason, symbols),
      AssumeRolePolicyDocument: trust.document,
      ...(boundary !== undefined && { PermissionsBoundary: boundary }),
      ...(documents.length > 0 && {
        Policies: documents.map(({ document }, index) => ({
          PolicyName: substitute(role.documents[index]!.name, symbols),
          PolicyDocument: document,
        })),
      }),
      ...(tags !== undefined && tags.length > 0 && { Tags: tags }),
    },
  }
}

function roleOutputs(externalId: unknown): Readonly<Record<string, Output>> {
  return {
    RoleArn: {
      Description: 'ARN of the role: for `role` of the dataset or of the alert in the spec.',
      Value: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
    ExternalId: {
      Description: 'External id that the engine sends when it assumes the role.',
      Value: externalId,
    },
  }
}
