import type { FindingLevel } from '../../../spec/finding.ts'
import type { LintContext } from '../context.ts'
import type { PolicyType } from '../policy-type.ts'

/** How findings of one code read, and what they look like. */
export interface LintText<Args> {
  /** The level of IAM Access Analyzer for its codes; a rule may soften it where a case is less certain. */
  readonly level: FindingLevel
  /** Whose check this is: AWS's own (same code), parliament's, or ours. */
  readonly origin: 'access-analyzer' | 'parliament' | 'crowsnest'
  /** One line for the reference: when this is found. */
  readonly summary: string
  /** What is wrong here. */
  readonly message: (args: Args) => string
  /** What to do about it. */
  readonly help: (args: Args) => string
  /** A document that has this finding. */
  readonly bad: Example
  /** The same without it. */
  readonly good: Example
}

/** A document of the reference; a test lints each. */
export interface Example {
  readonly type: PolicyType
  /** A document, or its text where that is what is wrong. */
  readonly document: unknown
  /** What is known beyond the document. */
  readonly context?: Partial<LintContext>
  /** Inside a template: its resource type and property. */
  readonly inside?: readonly [resourceType: string, property: string]
}

/** A row of a table of texts; keeps the type of its arguments. */
export function row<Args>(text: LintText<Args>): LintText<Args> {
  return text
}

type Parts = Readonly<Record<string, unknown>>

/** An identity policy of one statement; `parts` replace those of a good one, undefined leaves one out. */
export function identity(...statements: readonly Parts[]): Example {
  return policy(
    'identity',
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-data/*' },
    statements,
  )
}

/** A role trust policy of one statement, of parts. */
export function trust(...statements: readonly Parts[]): Example {
  const principal = { AWS: 'arn:aws:iam::111122223333:role/reader' }
  return policy('trust', { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }, statements)
}

/** A resource policy of one statement, of parts. */
export function resource(...statements: readonly Parts[]): Example {
  const principal = { AWS: 'arn:aws:iam::111122223333:role/reader' }
  const statement = {
    Effect: 'Allow',
    Principal: principal,
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::acme-data/*',
  }
  return policy('resource', statement, statements)
}

/** A service control policy of one statement, of parts. */
export function scp(...statements: readonly Parts[]): Example {
  return policy('scp', { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' }, statements)
}

/** A resource control policy of one statement, of parts. */
export function rcp(...statements: readonly Parts[]): Example {
  const condition = {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  }
  return policy(
    'rcp',
    { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: condition },
    statements,
  )
}

function policy(type: PolicyType, good: Parts, statements: readonly Parts[]): Example {
  const changed = (statements.length === 0 ? [{}] : statements).map((parts) => definedParts({ ...good, ...parts }))
  return { type, document: { Version: '2012-10-17', Statement: changed } }
}

function definedParts(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined))
}
