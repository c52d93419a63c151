import { didYouMean, either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row, trust } from './lint-text.ts'

/** Findings about actions. */
export const ACTION_TEXTS = {
  INVALID_ACTION: row<{ action: string; suggestion: string | null; asOf: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary:
      'An action does not exist. A warning where nothing like it exists either: the service may have it since our facts were published.',
    message: ({ action, suggestion, asOf }) =>
      asOf === null
        ? `${show(action)} is not \`service:action\`.`
        : `${show(action)} is no action that AWS listed on ${asOf}.${didYouMean(suggestion)}`,
    help: () => 'Correct the name; the service authorization reference of AWS lists all actions.',
    bad: identity({ Action: 's3:GetObjct' }),
    good: identity({ Action: 's3:GetObject' }),
  }),
  INVALID_SERVICE_IN_ACTION: row<{ service: string; suggestion: string | null; asOf: string | null }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The service of an action does not exist. A warning where nothing like it exists either.',
    message: ({ service, suggestion, asOf }) =>
      asOf === null
        ? `${show(service)} cannot be the prefix of a service.`
        : `${show(service)} is no service that AWS listed on ${asOf}.${didYouMean(suggestion)}`,
    help: () => 'Correct the part before the colon.',
    bad: identity({ Action: 'lamda:InvokeFunction' }),
    good: identity({
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:us-east-1:111122223333:function:alert',
    }),
  }),
  WILDCARD_IN_SERVICE_NAME: row<{ action: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'The service of an action has a wildcard, which other services may match too.',
    message: ({ action }) => `The wildcard before the colon of ${show(action)} matches other services too.`,
    help: () => 'Write the service out.',
    bad: identity({ Action: 's3*:GetObject' }),
    good: identity(),
  }),
  VARIABLE_UNSUPPORTED_IN_ELEMENT: row<{ variable: string; element: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy variable stands where IAM does not replace it: only in Resource and Condition does it.',
    message: ({ variable, element }) => `IAM does not replace ${show(variable)} in ${element}.`,
    help: () => 'Write the value out, or move the restriction to Resource or Condition.',
    bad: identity({ Action: 's3:${aws:username}' }),
    good: identity({ Resource: 'arn:aws:s3:::acme-data/${aws:username}/*' }),
  }),
  REDUNDANT_ACTION: row<{ action: string; by: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'An action of a list is already covered by another one of it.',
    message: ({ action, by }) => `${show(action)} is already covered by ${show(by)}.`,
    help: () => 'Remove it; or remove the wider one, if the narrower is what you want.',
    bad: identity({ Action: ['s3:Get*', 's3:GetObject'] }),
    good: identity({ Action: ['s3:GetObject', 's3:GetObjectTagging'] }),
  }),
  UNSUPPORTED_ACTION_IN_POLICY: row<{ action: string; holder: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A resource or trust policy names an action that is never asked of it.',
    message: ({ action, holder }) => `${show(action)} is no action that the policy of ${holder} decides about.`,
    help: () => 'Remove it, or put it into an identity policy.',
    bad: trust({ Action: 's3:GetObject' }),
    good: trust(),
  }),
  RESOURCE_MISMATCH: row<{ action: string; types: readonly string[] }>({
    level: 'warning',
    origin: 'parliament',
    summary: 'No resource of the statement is one that the action works on, so that the action does nothing.',
    message: ({ action, types }) => `\`${action}\` works on ${either(types)}; no resource of the statement is one.`,
    help: () => 'Add a resource of that type, or move the action to a statement that has one.',
    bad: identity({ Action: ['s3:GetObject', 's3:ListBucket'] }),
    good: identity({}, { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme-data' }),
  }),
  RESOURCE_STAR: row<{ actions: readonly string[] }>({
    level: 'warning',
    origin: 'parliament',
    summary: 'A statement allows every resource although its actions could be limited to some.',
    message: ({ actions }) => `"*" allows ${either(actions)} on every resource, although AWS can limit it.`,
    help: () =>
      'Name the ARNs that are needed; keep "*" only for actions that know no resources, in a statement of their own.',
    bad: identity({ Resource: '*' }),
    good: identity(),
  }),
  RESOURCE_EFFECTIVELY_STAR: row<{ resource: string }>({
    level: 'warning',
    origin: 'parliament',
    summary: 'A resource is no "*", but every part of it is a wildcard.',
    message: ({ resource: arn }) => `${show(arn)} matches every resource of its type in every account and region.`,
    help: () => 'Write out the region and account, or the name.',
    bad: identity({ Action: 'cloudtrail:GetEventSelectors', Resource: 'arn:*:cloudtrail:*:*:trail/*' }),
    good: identity({
      Action: 'cloudtrail:GetEventSelectors',
      Resource: 'arn:aws:cloudtrail:us-east-1:111122223333:trail/*',
    }),
  }),
  REDUNDANT_STATEMENT: row<{ other: number }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'Two statements say the same.',
    message: ({ other }) => `The statement says the same as statement ${other}.`,
    help: () => 'Remove one of them.',
    bad: identity({ Sid: 'One' }, { Sid: 'Two' }),
    good: identity({ Sid: 'One' }, { Sid: 'Two', Effect: 'Deny', Resource: 'arn:aws:s3:::acme-data/private/*' }),
  }),
  EMPTY_ARRAY_ACTION: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A list of actions is empty.',
    message: () => 'The list of actions is empty, so that the statement does nothing.',
    help: () => 'Name actions, or remove the statement.',
    bad: resource({ Action: [] }),
    good: resource(),
  }),
  EMPTY_ARRAY_RESOURCE: row<Record<never, never>>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A list of resources is empty.',
    message: () => 'The list of resources is empty, so that the statement does nothing.',
    help: () => 'Name resources, or remove the statement.',
    bad: resource({ Resource: [] }),
    good: resource(),
  }),
} as const
