import type { IamPolicy } from '../iam-json.ts'
import type { IamRequest } from './call-context.ts'
import type { Exercise, ProvenCall, ActionsOf } from './exercise.ts'

/** How a probe differs from a call that is needed. */
export type Mutation =
  | 'other account'
  | 'other region'
  | 'look-alike resource'
  | 'other resource'
  | 'condition key absent'
  | 'other condition value'
  | 'other action'
  | 'other principal'

/** A request that nobody needs: it must be denied. */
export interface Probe {
  readonly mutation: Mutation
  /** What was changed: a condition key, or empty. */
  readonly detail: string
  readonly request: IamRequest
}

const OTHER_ACCOUNT = '999988887777'

/**
 * Condition keys that the protection of an action rests on (facts of AWS's documentation, not of the policies at hand):
 * whatever the policy says, a call without the key or with another value must be denied.
 */
const PROTECTING_KEYS: readonly (readonly [action: RegExp, key: RegExp])[] = [
  [/^s3:ListBucket$/, /^s3:prefix$/],
  [/^s3:/, /^s3:ResourceAccount$/],
  [/^kms:/, /^kms:ViaService$|^kms:EncryptionContext:/],
  [/^secretsmanager:GetSecretValue$/, /^secretsmanager:VersionStage$/],
  [/^sts:AssumeRole$/, /^sts:ExternalId$|^aws:Source(Arn|Account)$/],
  [/^sts:SetSourceIdentity$/, /^sts:SourceIdentity$/],
  [/^redshift-data:/, /^redshift-data:statement-owner-iam-userid$/],
]

/**
 * The probes of a role: every needed request with one thing changed that makes it another's.
 *
 * @param actionsOf - of each service: those that nobody needs are tried in place of those that are
 * @returns each request once; none that is needed itself
 */
export function probesOf(
  exercise: Exercise,
  actionsOf: ActionsOf,
): {
  readonly calls: readonly Probe[]
  readonly assumptions: readonly Probe[]
} {
  const { identity, trust, calls, assumptions } = exercise
  return {
    calls: distinct(calls, [
      ...calls.flatMap(({ request, notByCodeOf }) => [
        ...codeProbes(request, notByCodeOf),
        ...resourceProbes(request, exercise),
        ...contextProbes(request, identity, exercise),
      ]),
      ...actionProbes(calls, actionsOf),
    ]),
    assumptions: distinct(
      assumptions,
      assumptions.flatMap(({ request }) => [...contextProbes(request, [trust], exercise), ...principalProbes(request)]),
    ),
  }
}

function resourceProbes(request: IamRequest, exercise: Exercise): readonly Probe[] {
  const { resource } = request
  const parts = resource.split(':')
  if (resource === '*' || parts.length < 6) return []
  const changed = (mutation: Mutation, to: string): Probe => ({
    mutation,
    detail: '',
    request: { ...request, resource: to },
  })
  const withPart = (index: number, value: string): string => parts.with(index, value).join(':')
  const probes: Probe[] = []
  if (parts[3] !== '')
    probes.push(changed('other region', withPart(3, parts[3] === 'eu-south-2' ? 'eu-west-3' : 'eu-south-2')))
  if (parts[4] !== '') {
    const foreign = withPart(4, OTHER_ACCOUNT)
    const context = { ...request.context, 'aws:ResourceAccount': OTHER_ACCOUNT }
    probes.push({
      mutation: 'other account',
      detail: '',
      request: { ...request, resource: foreign, account: OTHER_ACCOUNT, context },
    })
  }
  const scope = scopeOf(resource, exercise.scopes)
  if (scope === null) return probes
  probes.push(changed('look-alike resource', lookAlike(scope) + resource.slice(scope.length)))
  const bucket = /^(arn:[^:]+:s3:::)([^/]+)(.*)$/s.exec(resource)
  if (bucket === null) return probes
  const [, head, name, key] = bucket
  probes.push(changed('other resource', `${head}${name}-copy${key}`))
  if (key !== '' && scope.length > head!.length + name!.length + 1)
    probes.push(changed('other resource', `${head}${name}/elsewhere${key}`))
  return probes
}

/** What a service does with a function's role, done by the function's code. */
function codeProbes(request: IamRequest, functionArn: string | undefined): readonly Probe[] {
  if (functionArn === undefined) return []
  const context = { ...request.context, 'lambda:SourceFunctionArn': functionArn }
  return [{ mutation: 'other principal', detail: 'the code of the function', request: { ...request, context } }]
}

function contextProbes(request: IamRequest, policies: readonly IamPolicy[], exercise: Exercise): readonly Probe[] {
  const conditions = conditionsOf(request.action, policies)
  const mentioned = new Set(conditions.map(({ key }) => key))
  // Whether a key is there is all that Null asks: another value changes nothing.
  const compared = new Set(conditions.filter(({ operator }) => operator !== 'Null').map(({ key }) => key))
  const changed = (mutation: Mutation, detail: string, context: IamRequest['context']): Probe => ({
    mutation,
    detail,
    request: { ...request, context },
  })
  return Object.entries(request.context).flatMap(([key, value]) => {
    const { [key]: _, ...others } = request.context
    const name = key.toLowerCase()
    const must = PROTECTING_KEYS.some(([action, pattern]) => action.test(request.action) && pattern.test(key))
    const absent = (must || mentioned.has(name)) && !ALWAYS_PRESENT.test(key)
    const other = must || compared.has(name) ? otherValues(key, value, exercise.scopes) : []
    return [
      ...(absent ? [changed('condition key absent', key, others)] : []),
      ...other.map((different) => changed('other condition value', key, { ...request.context, [key]: different })),
    ]
  })
}

/** Keys that AWS puts into every request: one without them does not exist. */
const ALWAYS_PRESENT =
  /^(aws:(RequestedRegion|SecureTransport|Principal(Arn|Account|Type)|userid|ResourceAccount)|s3:ResourceAccount)$/

/** Every other action of the service, once for each action that is needed. */
function actionProbes(calls: readonly ProvenCall[], actionsOf: ActionsOf): readonly Probe[] {
  const byAction = new Map(calls.map(({ request }) => [request.action.toLowerCase(), request]))
  return [...byAction.values()].flatMap((request) =>
    actionsOf(request.action.split(':')[0]!)
      .filter((action) => !byAction.has(action.toLowerCase()))
      .map((action) => ({ mutation: 'other action', detail: action, request: { ...request, action } })),
  )
}

function principalProbes(request: IamRequest): readonly Probe[] {
  const others = request.principal.startsWith('arn:')
    ? [`${request.principal}-copy`, request.principal.split(':').with(4, OTHER_ACCOUNT).join(':')]
    : ['ec2.amazonaws.com', request.principal.replace(/^[^.]+/, 'states')].filter((name) => name !== request.principal)
  return others.map((principal) => {
    const own = principal.startsWith('arn:')
      ? { 'aws:PrincipalArn': principal, 'aws:PrincipalAccount': principal.split(':')[4]! }
      : {}
    return {
      mutation: 'other principal',
      detail: principal,
      request: { ...request, principal, context: { ...request.context, ...own } },
    }
  })
}

/** The longest scope that a resource lies in; the resource itself where none does; null where it may be any of its kind. */
function scopeOf(resource: string, scopes: readonly string[]): string | null {
  const [scope] = scopes.filter((beginning) => resource.startsWith(beginning)).toSorted((a, b) => b.length - a.length)
  if (scope === undefined) return resource.endsWith('*') ? null : resource
  return /:(network-interface|log-stream)\/$/.test(scope) ? null : scope
}

/** Another's name that a careless pattern takes for this one: `sales/` and `sales-copy/`. */
function lookAlike(scope: string): string {
  const secret = /^(.*:secret:.+)(-[A-Za-z0-9]{6})$/.exec(scope)
  return secret === null ? scope.replace(/\/?$/, '-copy$&') : `${secret[1]}-copy${secret[2]}`
}

function otherValues(
  key: string,
  value: string | readonly string[],
  scopes: readonly string[],
): readonly (string | readonly string[])[] {
  if (typeof value !== 'string') return [value.map((part) => `${part}-copy`)]
  switch (key) {
    case 's3:prefix': {
      const [scope = value] = scopes
        .filter((beginning) => !beginning.startsWith('arn:') && value.startsWith(beginning))
        .toSorted((a, b) => b.length - a.length)
      return ['', `${lookAlike(scope)}${value.slice(scope.length)}`, `elsewhere/${value}`].filter(
        (other) => other !== value,
      )
    }
    case 'secretsmanager:VersionStage':
      return ['AWSPREVIOUS', 'AWSPENDING']
    case 'kms:ViaService':
      return [value.replace(/^[^.]+/, 'ec2'), value.replace(/^([^.]+)\.[^.]+/, '$1.eu-south-2')]
    case 'sts:SourceIdentity':
    case 'sts:ExternalId': {
      const own = scopes.find((beginning) => value.startsWith(beginning))
      if (own !== undefined)
        return [`x${value}`, value.slice(1), value.replace(/\d{12}/, OTHER_ACCOUNT)].filter((other) => other !== value)
      if (key === 'sts:SourceIdentity') return [`${value}-copy`, 'detector-another']
      return [
        `${value}-copy`,
        value.replace(/detector\/[^/]+/, 'detector/another'),
        value.replace(/\d{12}/, OTHER_ACCOUNT),
      ]
    }
  }
  if (value === 'true' || value === 'false') return [value === 'true' ? 'false' : 'true']
  if (/^\d{12}$/.test(value)) return [OTHER_ACCOUNT]
  if (!value.startsWith('arn:')) return [`${value}-copy`]
  const scope = scopeOf(value, scopes) ?? value
  const parts = value.split(':')
  return [lookAlike(scope) + value.slice(scope.length), ...(parts[4] ? [parts.with(4, OTHER_ACCOUNT).join(':')] : [])]
}

interface Condition {
  readonly operator: string
  /** In lower case: case plays no part. */
  readonly key: string
}

/** Conditions of the statements that allow an action. */
function conditionsOf(action: string, policies: readonly IamPolicy[]): readonly Condition[] {
  return policies
    .flatMap(({ Statement }) => Statement)
    .filter(
      ({ Effect, Action = [] }) =>
        Effect === 'Allow' && Action.some((pattern) => pattern.toLowerCase() === action.toLowerCase()),
    )
    .flatMap(({ Condition = {} }) =>
      Object.entries(Condition).flatMap(([operator, keys]) =>
        Object.keys(keys).map((key) => ({ operator, key: key.toLowerCase() })),
      ),
    )
}

function distinct(calls: readonly ProvenCall[], probes: readonly Probe[]): readonly Probe[] {
  const seen = new Set(calls.map(({ request }) => JSON.stringify(identityOf(request))))
  return probes.filter(({ request }) => {
    const text = JSON.stringify(identityOf(request))
    if (seen.has(text)) return false
    seen.add(text)
    return true
  })
}

function identityOf({ principal, action, resource, account, context }: IamRequest): unknown {
  return [principal, action, resource, account, Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))]
}
