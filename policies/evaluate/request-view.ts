import { parseCaller, type Caller } from './caller.ts'
import { EvaluationError } from './evaluation-error.ts'
import { arnFields } from './operators/arn.ts'
import type { AccessRequest, ContextValue } from './request.ts'
import type { VariableLookup } from './template.ts'

/** A request, checked and prepared to be matched with many statements. */
export interface RequestView {
  readonly caller: Caller
  /** In lower case. */
  readonly action: string
  /** As the request writes it. */
  readonly actionText: string
  readonly resource: string
  readonly resourceAccount: string
  /** By key in lower case; an empty list is a key without values. */
  readonly context: ReadonlyMap<string, readonly string[]>
  readonly lookup: VariableLookup
}

/**
 * Checks a request and adds the condition keys that AWS sends with it and that follow from who asks.
 *
 * @throws {EvaluationError} when the request is malformed
 */
export function viewRequest(request: AccessRequest): RequestView {
  const { principal, action, resource } = request
  if (typeof action !== 'string' || !/^[a-z0-9-]+:[a-z0-9_-]+$/i.test(action)) {
    throw new EvaluationError('REQUEST_ACTION_INVALID', 'request', ['action'], JSON.stringify(action) ?? 'nothing')
  }
  const given = contextOf(request.contextVariables ?? {})
  const caller = parseCaller(principal, given.get('aws:principalarn')?.[0])
  const context = withCallerKeys(given, caller)
  return {
    caller,
    action: action.toLowerCase(),
    actionText: action,
    resource: resourceOf(resource.resource),
    resourceAccount: accountOf(resource.resource, resource.accountId),
    context,
    lookup(key) {
      const values = context.get(key)
      return values?.length === 1 ? values[0]! : null
    },
  }
}

function resourceOf(resource: unknown): string {
  if (typeof resource === 'string' && (resource === '*' || (resource.startsWith('arn:') && arnFields(resource)))) {
    return resource
  }
  throw new EvaluationError(
    'REQUEST_RESOURCE_INVALID',
    'request',
    ['resource'],
    `${JSON.stringify(resource)} is not an ARN`,
  )
}

function accountOf(resource: string, accountId: string): string {
  const account = accountId === '' ? arnFields(resource)?.[4] : accountId
  if (account !== undefined && /^\d{12}$/.test(account)) return account
  const path = ['resource', 'accountId']
  const detail = account ? `"${account}" is not an account id of 12 digits` : `The account of ${resource} is not known`
  throw new EvaluationError('REQUEST_RESOURCE_INVALID', 'request', path, detail)
}

function contextOf(variables: Readonly<Record<string, ContextValue>>): Map<string, readonly string[]> {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of Object.entries(variables)) {
    const folded = key.toLowerCase()
    if (context.has(folded))
      throw new EvaluationError('CONTEXT_KEY_REPEATED', 'request', ['contextVariables', key], key)
    context.set(folded, Array.isArray(value) ? value.map(String) : [String(value)])
  }
  return context
}

/**
 * The keys that AWS sends with every request and that are certain. What is given wins.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function withCallerKeys(given: Map<string, readonly string[]>, caller: Caller): Map<string, readonly string[]> {
  const known: readonly (readonly [string, string | null])[] = [
    ['aws:principalaccount', caller.account],
    ['aws:principalarn', caller.principalArn],
    ['aws:principaltype', caller.principalType],
    ['aws:username', caller.kind === 'user' ? caller.name : null],
    ['aws:principalisawsservice', caller.kind === 'anonymous' ? null : String(caller.kind === 'service')],
    ['aws:principalservicename', caller.kind === 'service' ? caller.text : null],
  ]
  for (const [key, value] of known) if (value !== null && !given.has(key)) given.set(key, [value])
  return given
}
