/** How an error of one code reads. */
interface ErrorText {
  /** One line for the reference: when this is refused. */
  readonly summary: string
  readonly message: (detail: string) => string
  readonly help: string
}

/** Everything that the evaluator refuses, by code. Codes are stable; docs/evaluate.md lists them. */
export const ERROR_TEXTS = {
  POLICY_NOT_OBJECT: {
    summary: 'a policy is not a JSON object',
    message: (got) => `A policy is an object with a Version and a Statement, but this is ${got}.`,
    help: 'Give the policy document itself.',
  },
  POLICY_ELEMENT_UNKNOWN: {
    summary: 'a policy or statement has an element that the policy language does not have',
    message: (name) => `${name} is not an element of the policy language.`,
    help: 'Names of elements are case-sensitive; remove the element or correct its name.',
  },
  POLICY_VERSION_UNKNOWN: {
    summary: 'the Version is neither 2012-10-17 nor 2008-10-17',
    message: (got) => `${got} is not a version of the policy language.`,
    help: 'Write "Version": "2012-10-17".',
  },
  STATEMENT_MISSING: {
    summary: 'a policy has no Statement, or a statement is not an object',
    message: (got) => `A Statement is an object or a list of objects, but this is ${got}.`,
    help: 'Add at least one statement.',
  },
  EFFECT_INVALID: {
    summary: 'the Effect is neither Allow nor Deny',
    message: (got) => `${got} is not an Effect.`,
    help: 'Write "Allow" or "Deny"; case matters.',
  },
  ELEMENT_MISSING: {
    summary: 'a statement lacks an element that policies of its kind need',
    message: (name) => `The statement has no ${name}.`,
    help: 'Add it; policies attached to a resource say who (Principal), all others which resource (Resource).',
  },
  ELEMENT_NOT_ALLOWED: {
    summary: 'a statement has an element that policies of its kind may not have, or two that exclude each other',
    message: (names) => `${names}.`,
    help: 'Remove it.',
  },
  VALUE_INVALID: {
    summary: 'an element has a value of the wrong type',
    message: (got) => `A text or a list of texts is expected, but this is ${got}.`,
    help: 'Write texts in double quotes.',
  },
  ACTION_INVALID: {
    summary: 'an entry of Action or NotAction is not `service:name` or `*`',
    message: (got) => `${got} is not an action.`,
    help: 'Write service:Action, with * and ? as wildcards, or "*".',
  },
  RESOURCE_INVALID: {
    summary: 'an entry of Resource or NotResource is neither an ARN nor `*`',
    message: (got) => `${got} is not the ARN of a resource.`,
    help: 'Write an ARN (arn:partition:service:region:account:resource) or "*".',
  },
  PRINCIPAL_INVALID: {
    summary: 'a Principal is of no known form',
    message: (got) => `${got} is not a principal.`,
    help: 'Write "*", or AWS, Service, Federated or CanonicalUser with account ids, ARNs or names without wildcards.',
  },
  CONDITION_INVALID: {
    summary: 'a Condition is not operators with keys with values',
    message: (got) => `A condition is an operator with keys with values, but this is ${got}.`,
    help: 'Write { "StringEquals": { "aws:SourceAccount": "111122223333" } }.',
  },
  OPERATOR_UNKNOWN: {
    summary: 'a condition operator is none of those that AWS documents',
    message: (got) => `${got} is not a condition operator.`,
    help: 'Use an operator of the IAM user guide, with ForAllValues:, ForAnyValue: or IfExists where wanted.',
  },
  CONDITION_VALUE_INVALID: {
    summary: 'a value of a condition does not fit its operator',
    message: (got) => `${got}.`,
    help: 'Correct the value or choose the operator of its type.',
  },
  VARIABLE_INVALID: {
    summary: 'a policy variable is malformed, or stands where none is possible',
    message: (got) => `${got} is not a policy variable that can be used here.`,
    help: "Write ${key} or ${key, 'default'} without other spaces, in the resource part of an ARN or in a condition of texts, ARNs or truth values.",
  },
  REQUEST_INVALID: {
    summary: 'a request lacks a part, or a part has a wrong type',
    message: (got) => `${got}.`,
    help: 'A request has principal, action, resource { resource, accountId } and contextVariables.',
  },
  REQUEST_ELEMENT_UNKNOWN: {
    summary: 'a file of requests has a key that is not known',
    message: (name) => `${name} is not known here.`,
    help: 'docs/evaluate.md describes the file.',
  },
  REQUEST_PRINCIPAL_INVALID: {
    summary: 'the principal of a request is of no known form',
    message: (got) => `${got} is not who can make a request.`,
    help: 'Give the ARN of a user, role, role session, federated user, identity provider or root user, the name of a service, or "*" for anybody.',
  },
  REQUEST_ACTION_INVALID: {
    summary: 'the action of a request is not `service:name`',
    message: (got) => `${got} is not one action.`,
    help: 'Give one action without wildcards, such as s3:GetObject.',
  },
  REQUEST_RESOURCE_INVALID: {
    summary: 'the resource of a request is neither an ARN nor `*`, or its account is not known',
    message: (got) => `${got}.`,
    help: 'Give the full ARN of one resource (or "*" for an action that knows no resources) and the 12 digits of its account.',
  },
  RESOURCE_NOT_FOR_ACTION: {
    summary: 'AWS knows the action, and it does not act on such a resource',
    message: (got) => `${got}.`,
    help: 'Such a request cannot happen; correct the action or the resource.',
  },
  CONTEXT_KEY_REPEATED: {
    summary: 'a key of the request context is given twice, in different case',
    message: (key) => `The context has ${key} more than once; case plays no part in keys.`,
    help: 'Keep one; a key with several values has a list.',
  },
  CONTEXT_VALUE_INVALID: {
    summary: 'a value of the request context does not fit the operator that tests it',
    message: (got) => `${got}.`,
    help: 'Correct the value in the request.',
  },
  CONTEXT_NEEDS_SET_OPERATOR: {
    summary: 'a key with several values meets an operator for one value, which AWS does not define',
    message: (got) => `${got}.`,
    help: 'Write ForAllValues: or ForAnyValue: before the operator in the policy.',
  },
} as const satisfies Readonly<Record<string, ErrorText>>

/** The stable name of a refusal. */
export type EvaluationErrorCode = keyof typeof ERROR_TEXTS
