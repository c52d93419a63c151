import { planMonitoring, type PolicyText, type RoleReport } from '../../plans/index.ts'
import { alarmProperties, pascal } from './alarms.ts'
import { imported } from './engine-exports.ts'
import { planWith, SYMBOLS_OF_ENGINE } from './engine-template.ts'
import { given, optionalArn, PARAMETERS, when } from './parameters.ts'
import { markedName } from './stack-mark.ts'
import { decideText } from './statements.ts'
import { describeSymbols, substitute } from './symbols.ts'
import type { Resource, Template } from './template.ts'

/** Where in the ARN of a role below `/crowsnest/<region>/<engine>/` its name is, between slashes. */
const NAME_IN_ROLE_ARN = 4

const { place, name, symbols } = SYMBOLS_OF_ENGINE

/**
 * The template of an engine's state machine, for detectors that are too large for one function: a stack of its own beside that of the engine,
 * whose template is as large as a call takes.
 */
export function mapTemplate(): Template {
  const { map, report } = planWith((condition) => condition === 'HasMap')
  const { policies } = report.roles.find(({ kind }) => kind === 'engine')!
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'Crowsnest: the state machine that runs detectors of an engine that are too large for one function, with its role and alarms. Make the engine before, with Map.',
    Parameters: {
      EngineName: PARAMETERS.EngineName,
      PermissionsBoundaryArn: PARAMETERS.PermissionsBoundaryArn,
      AlarmTopicArn: optionalArn(
        'Topic that is told of executions that fail, the output AlarmTopicArn of the engine',
        'sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}',
      ),
    },
    Conditions: { HasBoundary: given('PermissionsBoundaryArn'), HasAlarms: given('AlarmTopicArn') },
    Resources: {
      EngineMapPolicy: enginePolicy(policies.find((policy) => policy.name === 'map')!),
      MapRole: roleOf(report.roles.find(({ kind }) => kind === 'map')!),
      StateMachine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: substitute(map!.name, symbols),
          StateMachineType: 'STANDARD',
          RoleArn: { 'Fn::GetAtt': ['MapRole', 'Arn'] },
          // As text: a template takes no null, which says in the definition that an output is not wanted.
          DefinitionString: substitute(map!.definition, symbols),
        },
      },
      ...alarms(),
    },
    Outputs: {
      StateMachineArn: { Description: 'ARN of the state machine.', Value: { Ref: 'StateMachine' } },
    },
  }
}

/** What the engine's role, which is in its own stack, gets beside its other policies. */
function enginePolicy(policy: PolicyText): Resource {
  const { document, reasons } = decideText([], () => policy, symbols)
  return {
    Type: 'AWS::IAM::Policy',
    Metadata: { Crowsnest: { Policies: reasons } },
    Properties: {
      PolicyName: policy.name,
      Roles: [{ 'Fn::Select': [NAME_IN_ROLE_ARN, { 'Fn::Split': ['/', imported('RoleArn')] }] }],
      PolicyDocument: document,
    },
  }
}

function roleOf({ path, reason, trust, policies }: RoleReport): Resource {
  const trusted = decideText([], () => trust, symbols)
  const [policy] = policies
  const { document, reasons } = decideText([], () => policy!, symbols)
  return {
    Type: 'AWS::IAM::Role',
    Metadata: {
      Crowsnest: {
        Reason: describeSymbols(reason, symbols),
        Protection: trust.protection.reason,
        Trust: trusted.reasons,
        Policies: reasons,
      },
    },
    Properties: {
      RoleName: markedName('crowsnest-${EngineName}-map'),
      Path: substitute(path, symbols),
      Description: reason,
      AssumeRolePolicyDocument: trusted.document,
      PermissionsBoundary: when('HasBoundary', { Ref: 'PermissionsBoundaryArn' }),
      Policies: [{ PolicyName: policy!.name, PolicyDocument: document }],
    },
  }
}

function alarms(): Readonly<Record<string, Resource>> {
  const { alarms: all } = planMonitoring({ engine: { name }, detectors: [], channelFunctions: [], map: true }, place)
  const target = [{ Ref: 'AlarmTopicArn' }]
  return Object.fromEntries(
    all
      .filter(({ key }) => key.startsWith('map-'))
      .map((alarm) => [
        `Alarm${pascal(alarm.key)}`,
        {
          Type: 'AWS::CloudWatch::Alarm',
          Condition: 'HasAlarms',
          Properties: alarmProperties(alarm, target, symbols),
        },
      ]),
  )
}
