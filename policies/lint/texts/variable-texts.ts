import { either, show } from '../../../spec/finding-text.ts'
import { identity, row } from './lint-text.ts'

/** What some of these texts are made from. */
export interface VariableArgs {
  variable: string
}

const GOOD = identity({ Resource: 'arn:aws:s3:::acme-data/${aws:username}/*' })

/** Findings about policy variables. */
export const VARIABLE_TEXTS = {
  MISSING_BRACE_IN_VARIABLE: row<VariableArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy variable has no closing brace.',
    message: ({ variable }) => `${show(variable)} has no closing brace.`,
    help: () => 'Add } after the variable.',
    bad: identity({ Resource: 'arn:aws:s3:::acme-data/${aws:username/*' }),
    good: GOOD,
  }),
  MISSING_QUOTE_IN_VARIABLE: row<VariableArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'The default value of a policy variable is not in single quotes.',
    message: ({ variable }) => `The default value of ${show(variable)} is not in single quotes.`,
    help: () => "Write ${aws:PrincipalTag/team, 'none'}.",
    bad: identity({ Resource: "arn:aws:s3:::acme-data/${aws:PrincipalTag/team, 'none}/*" }),
    good: identity({ Resource: "arn:aws:s3:::acme-data/${aws:PrincipalTag/team, 'none'}/*" }),
  }),
  UNSUPPORTED_SPACE_IN_VARIABLE: row<VariableArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy variable has a space in its name.',
    message: ({ variable }) => `${show(variable)} has a space in its name.`,
    help: () => 'Remove the space.',
    bad: identity({ Resource: 'arn:aws:s3:::acme-data/${aws: username}/*' }),
    good: GOOD,
  }),
  EMPTY_VARIABLE: row<Record<never, never>>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy variable has no name.',
    message: () => '${} names no variable.',
    help: () => 'Name one, or remove it.',
    bad: identity({ Resource: 'arn:aws:s3:::acme-data/${}/*' }),
    good: GOOD,
  }),
  VARIABLE_UNSUPPORTED_IN_VERSION: row<VariableArgs>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy without version 2012-10-17 has a policy variable, which IAM leaves as it is written.',
    message: ({ variable }) => `Before version 2012-10-17 IAM leaves ${show(variable)} as it is written.`,
    help: () => 'Write "Version": "2012-10-17".',
    bad: {
      type: 'identity',
      document: {
        Version: '2008-10-17',
        Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-data/${aws:username}/*' },
      },
    },
    good: GOOD,
  }),
  INVALID_VARIABLE_FOR_OPERATOR: row<VariableArgs & { operator: string }>({
    level: 'error',
    origin: 'access-analyzer',
    summary: 'A policy variable stands in a condition that compares neither texts nor ARNs.',
    message: ({ variable, operator }) =>
      `${operator} cannot use ${show(variable)}: only String and Arn operators have variables.`,
    help: () => 'Write the value out.',
    bad: identity({ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '${aws:PrincipalTag/age}' } } }),
    good: identity({ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } } }),
  }),
  PLACEHOLDER_UNFILLED: row<{ placeholders: readonly string[] }>({
    level: 'warning',
    origin: 'crowsnest',
    summary: 'A placeholder was never filled in; IAM takes it literally.',
    message: ({ placeholders }) => `${either(placeholders)} is no policy variable: IAM takes it as it is written.`,
    help: () => 'Fill it in; in CloudFormation wrap the text in Fn::Sub.',
    bad: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:${Region}:${Account}:oncall' }),
    good: identity({ Action: 'sns:Publish', Resource: 'arn:aws:sns:us-east-1:111122223333:oncall' }),
  }),
} as const
