import { roleExternalId, roleSourceIdentity, type AwsPlace, type RolePurpose } from '../../spec/index.ts'
import type { PolicyDocument, Statement } from './policy-document.ts'
import type { DeputyProtection } from './role.ts'

/** A trust policy with what it protects from. */
export interface Trust {
  readonly document: PolicyDocument
  readonly protection: DeputyProtection
}

const EXTERNAL_ID_SOURCE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html'
const SOURCE_IDENTITY_SOURCE =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html'

/**
 * Trust in the engine, for one detector and the purposes that the role has: one statement per action of STS, because each
 * action knows condition keys of its own.
 *
 * @param engineRole - ARN of the engine's role
 */
export function engineTrust(
  place: AwsPlace,
  engineRole: string,
  detector: string,
  purposes: readonly RolePurpose[],
): Trust {
  const principal = { AWS: [engineRole] }
  const statements: readonly Statement[] = [
    {
      sid: 'EngineForThisDetectorOnly',
      effect: 'Allow',
      principal,
      actions: ['sts:AssumeRole'],
      resources: [],
      conditions: {
        StringEquals: { 'sts:ExternalId': purposes.map((purpose) => roleExternalId(place, detector, purpose)) },
      },
      reason: `The engine assumes this role when it runs ${detector}, and then only: it sends the external id of the detector that it runs, so that another detector cannot borrow the role by naming it.`,
      operations: ['STS.AssumeRole'],
      source: EXTERNAL_ID_SOURCE,
    },
    {
      sid: 'NameTheDetector',
      effect: 'Allow',
      principal,
      actions: ['sts:SetSourceIdentity'],
      resources: [],
      conditions: { StringEquals: { 'sts:SourceIdentity': [roleSourceIdentity(detector)] } },
      reason: 'CloudTrail shows with every call which detector it was made for; a session can carry no other name.',
      operations: ['STS.AssumeRole'],
      source: SOURCE_IDENTITY_SOURCE,
    },
  ]
  return {
    document: { name: 'trust', kind: 'trust', statements },
    protection: {
      kind: 'external-id',
      keys: ['sts:ExternalId'],
      reason:
        'The engine may assume many roles; the external id, which it derives from the detector that it runs, keeps one detector from using the role of another. aws:SourceArn would not help: it is absent when a role, not a service, calls.',
      source: EXTERNAL_ID_SOURCE,
    },
  }
}

/** Services that assume our roles on behalf of a resource, with the resource that they name. */
export type ServiceTrust =
  | { readonly service: 'lambda' }
  | { readonly service: 'scheduler'; readonly scheduleGroup: string }
  | { readonly service: 'states'; readonly stateMachine: string }
  | { readonly service: 'events'; readonly rule: string }

/** Trust in an AWS service: for one resource of one account, where the service names it. */
export function serviceTrust(place: AwsPlace, trust: ServiceTrust): Trust {
  const { principal, sourceArns, sid, reason, source, protection } = serviceFacts(trust)
  const keys = sourceArns === null ? [] : ['aws:SourceAccount', 'aws:SourceArn']
  return {
    document: {
      name: 'trust',
      kind: 'trust',
      statements: [
        {
          sid,
          effect: 'Allow',
          principal: { Service: [principal] },
          actions: ['sts:AssumeRole'],
          resources: [],
          conditions:
            sourceArns === null
              ? {}
              : {
                  StringEquals: { 'aws:SourceAccount': [place.account] },
                  ArnEquals: { 'aws:SourceArn': sourceArns },
                },
          reason,
          operations: [],
          source,
        },
      ],
    },
    protection: { kind: sourceArns === null ? 'none' : 'source-arn', keys, reason: protection, source },
  }
}

interface ServiceFacts {
  readonly principal: string
  readonly sourceArns: readonly string[] | null
  readonly sid: string
  readonly reason: string
  readonly protection: string
  readonly source: string
}

/** Service principals are the same in every partition. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function serviceFacts(trust: ServiceTrust): ServiceFacts {
  switch (trust.service) {
    case 'lambda':
      return {
        principal: 'lambda.amazonaws.com',
        sourceArns: null,
        sid: 'LambdaRunsTheEngine',
        reason: 'Lambda gives these rights to the code of the engine.',
        protection:
          'None applies: whoever gives the role to a function needs iam:PassRole for it, and role and function must be in one account; Lambda documents no aws:SourceArn for this call. The right to pass the role is what to guard.',
        source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
      }
    case 'scheduler':
      return {
        principal: 'scheduler.amazonaws.com',
        sourceArns: [trust.scheduleGroup],
        sid: 'SchedulerForThisGroupOnly',
        reason: 'EventBridge Scheduler wakes the engine with this role.',
        protection:
          'Only schedules of this group in this account use the role. Scheduler names the group and never the single schedule, so that a narrower ARN would match nothing.',
        source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html',
      }
    case 'states':
      return {
        principal: 'states.amazonaws.com',
        sourceArns: [trust.stateMachine, `${trust.stateMachine}/*`],
        sid: 'ThisStateMachineOnly',
        reason:
          'Step Functions runs the shards of the engine with this role. The parts of a distributed map are executions of their own, whose state machine has the name of this one with the label of the map behind a slash.',
        protection: 'Only this state machine and its own maps, in this account, use the role.',
        source:
          'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html',
      }
    case 'events':
      return {
        principal: 'events.amazonaws.com',
        sourceArns: [trust.rule],
        sid: 'ThisRuleOnly',
        reason: 'EventBridge calls its target with this role.',
        protection: 'Only this rule in this account uses the role.',
        source:
          'https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html',
      }
  }
}
