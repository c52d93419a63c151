import { either, show } from '../../../spec/finding-text.ts'
import { identity, resource, row } from './lint-text.ts'

/** What some of these texts are made from. */
export interface TagArgs {
  key: string
  actions: readonly string[]
}

const TAGGED = { StringEquals: { 'aws:ResourceTag/team': 'growth' } }
const REQUESTED = { StringEquals: { 'aws:RequestTag/team': 'growth' } }

/** Findings about tag conditions on actions that know no tags, and about keys that do not belong where they are. */
export const TAG_TEXTS = {
  ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: row<TagArgs>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary:
      'An Allow asks for a tag, but its actions are of a service that knows no such tags: it allows nothing there.',
    message: ({ key, actions }) => `${either(actions)} never has ${show(key)}, so that this allows nothing of it.`,
    help: () => 'Move these actions to a statement without the tag, and limit them by ARN.',
    bad: identity({ Action: 'polly:SynthesizeSpeech', Resource: '*', Condition: TAGGED }),
    good: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1:111122223333:oncall', Condition: TAGGED }),
  }),
  ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: row<{ key: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'An Allow with NotAction asks for a tag: it allows only actions that know tags.',
    message: ({ key }) =>
      `With ${show(key)} this allows only the actions that know tags, which NotAction does not show.`,
    help: () => 'Name the actions.',
    bad: identity({
      Action: undefined,
      NotAction: 's3:*',
      Resource: 'arn:aws:sns:us-east-1:111122223333:*',
      Condition: TAGGED,
    }),
    good: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1:111122223333:*', Condition: TAGGED }),
  }),
  DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: row<TagArgs>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary:
      'A Deny asks for a tag, but its actions are of a service that knows no such tags: it denies nothing there.',
    message: ({ key, actions }) => `${either(actions)} never has ${show(key)}, so that this denies nothing of it.`,
    help: () => 'Deny these actions by ARN or principal instead.',
    bad: identity({ Effect: 'Deny', Action: 'polly:SynthesizeSpeech', Resource: '*', Condition: TAGGED }),
    good: identity({ Effect: 'Deny', Action: 'sns:Publish', Resource: '*', Condition: TAGGED }),
  }),
  DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE: row<{ key: string }>({
    level: 'security-warning',
    origin: 'access-analyzer',
    summary: 'A Deny with NotAction asks for a tag: actions that know no tags stay allowed.',
    message: ({ key }) => `Actions that never have ${show(key)} are not denied, and NotAction does not show which.`,
    help: () => 'Name the actions that are to be denied.',
    bad: identity({ Effect: 'Deny', Action: undefined, NotAction: 's3:*', Resource: '*', Condition: REQUESTED }),
    good: identity({ Effect: 'Deny', Action: 'sns:CreateTopic', Resource: '*', Condition: REQUESTED }),
  }),
  IRRELEVANT_CONDITION_KEY_IN_POLICY: row<{ key: string }>({
    level: 'suggestion',
    origin: 'access-analyzer',
    summary: 'A resource policy asks for something that is always so for its own resource.',
    message: ({ key }) =>
      `${show(key)} is about the resource that this policy is attached to, so that it decides nothing.`,
    help: () => 'Use it in an identity policy, service control policy or endpoint policy.',
    bad: resource({ Condition: { StringEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' } } }),
    good: resource({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }),
  }),
} as const
