import type { ApplicablePolicies, OrganizationLevel, PolicySource } from './applicable-policies.ts'
import { isRecord } from './compile-policy.ts'
import { describe } from './describe.ts'
import { EvaluationError } from './evaluation-error.ts'
import type { Evaluation } from './evaluation.ts'
import type { AccessRequest, ContextValue } from './request.ts'

/** A request of a file, with the policies that apply to it. */
export interface RequestCase {
  readonly name: string
  readonly request: AccessRequest
  readonly policies: ApplicablePolicies
  /** The decision that the file expects; null when it expects none. Anything else than a decision is expected to be refused. */
  readonly expected: Evaluation['decision'] | 'refused' | null
}

type Path = readonly (string | number)[]
type Json = Readonly<Record<string, unknown>>

const KEYS = new Set([
  'name',
  'expected',
  'request',
  'identityPolicies',
  'resourcePolicy',
  'permissionBoundaryPolicies',
  'sessionPolicy',
  'sessionPolicies',
  'vpcEndpointPolicies',
  'serviceControlPolicies',
  'resourceControlPolicies',
])
const REQUEST_KEYS = new Set(['principal', 'action', 'resource', 'contextVariables'])

/**
 * The cases of a file of requests, each still to be read: one that is malformed does not spoil the others.
 *
 * @param value - one case or a list of cases, as parsed JSON
 * @param file - names cases without a name
 */
export function requestCases(value: unknown, file: string): readonly { readonly name: string; read(): RequestCase }[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map((each, i) => {
    const given = isRecord(each) && typeof each['name'] === 'string' ? each['name'] : null
    const name = given ?? (list.length === 1 ? file : `${file} ${i + 1}`)
    return { name, read: () => readCase(each, name) }
  })
}

function readCase(value: unknown, name: string): RequestCase {
  if (!isRecord(value)) throw wrong([], `A case is an object, but this is ${describe(value)}`)
  knownKeys(value, KEYS, [])
  const expected = readExpected(value['expected'])
  return {
    name,
    request: readRequest(value['request']),
    policies: readPolicies(value),
    expected,
  }
}

function readExpected(expected: unknown): RequestCase['expected'] {
  if (expected === undefined || expected === null || expected === '?') return null
  if (expected === 'Allowed' || expected === 'ExplicitlyDenied' || expected === 'ImplicitlyDenied') return expected
  if (expected === 'error' || expected === 'refused') return 'refused'
  throw wrong(['expected'], `${describe(expected)} is none of Allowed, ExplicitlyDenied, ImplicitlyDenied, refused`)
}

function readRequest(value: unknown): AccessRequest {
  const path = ['request']
  if (!isRecord(value)) throw wrong(path, `A request is an object, but this is ${describe(value)}`)
  knownKeys(value, REQUEST_KEYS, path)
  const { principal, action, resource, contextVariables = {} } = value
  if (typeof principal !== 'string')
    throw wrong([...path, 'principal'], `The principal is a text, not ${describe(principal)}`)
  if (typeof action !== 'string') throw wrong([...path, 'action'], `The action is a text, not ${describe(action)}`)
  return {
    principal,
    action,
    resource: readResource(resource, path),
    contextVariables: readContext(contextVariables, path),
  }
}

function readResource(value: unknown, path: Path): AccessRequest['resource'] {
  const { resource, accountId = '' } = isRecord(value) ? value : { resource: value }
  if (isRecord(value)) knownKeys(value, new Set(['resource', 'accountId']), [...path, 'resource'])
  if (typeof resource !== 'string')
    throw wrong([...path, 'resource'], `The resource is a text, not ${describe(resource)}`)
  if (typeof accountId !== 'string') {
    throw wrong([...path, 'resource', 'accountId'], `The account id is a text in quotes, not ${describe(accountId)}`)
  }
  return { resource, accountId }
}

function readContext(value: unknown, path: Path): Readonly<Record<string, ContextValue>> {
  const here = [...path, 'contextVariables']
  if (!isRecord(value)) throw wrong(here, `The context is an object, but this is ${describe(value)}`)
  for (const [key, given] of Object.entries(value)) {
    const values: readonly unknown[] = Array.isArray(given) ? given : [given]
    if (!values.every((each) => typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean')) {
      throw wrong([...here, key], `A context value is a text or a list of texts, not ${describe(given)}`)
    }
  }
  return value as Readonly<Record<string, ContextValue>>
}

function readPolicies(value: Json): ApplicablePolicies {
  const { resourcePolicy, sessionPolicy } = value
  const session = [
    ...(sessionPolicy === undefined || sessionPolicy === null ? [] : [sessionPolicy]),
    ...listOf(value, 'sessionPolicies'),
  ]
  return {
    identityPolicies: sources(listOf(value, 'identityPolicies'), 'identity policy'),
    permissionBoundaryPolicies: sources(listOf(value, 'permissionBoundaryPolicies'), 'permissions boundary'),
    sessionPolicies: sources(session, 'session policy'),
    vpcEndpointPolicies: sources(listOf(value, 'vpcEndpointPolicies'), 'endpoint policy'),
    serviceControlPolicies: readLevels(value, 'serviceControlPolicies'),
    resourceControlPolicies: readLevels(value, 'resourceControlPolicies'),
    ...(resourcePolicy === undefined || resourcePolicy === null
      ? {}
      : { resourcePolicy: source(resourcePolicy, 'resource policy') }),
  }
}

/** Levels of the organisation, or a plain list of policies, which is one level. */
function readLevels(value: Json, key: string): readonly OrganizationLevel[] {
  const list = listOf(value, key)
  if (list.length === 0) return []
  if (!list.some(isLevel)) return [{ policies: sources(list, key) }]
  return list.map((each, i) => {
    if (!isLevel(each))
      throw wrong([key, i], `A level is an object with a list of policies, but this is ${describe(each)}`)
    knownKeys(each, new Set(['orgIdentifier', 'policies']), [key, i])
    return { policies: sources(each['policies'] as readonly unknown[], `${key} ${i + 1}`) }
  })
}

function isLevel(value: unknown): value is Json {
  return isRecord(value) && Array.isArray(value['policies'])
}

function listOf(value: Json, key: string): readonly unknown[] {
  const list = value[key]
  if (list === undefined || list === null) return []
  return Array.isArray(list) ? list : [list]
}

function sources(list: readonly unknown[], kind: string): readonly PolicySource[] {
  return list.map((each, i) => source(each, list.length === 1 ? kind : `${kind} ${i + 1}`))
}

/** A document, or `{ name, policy }`. */
function source(value: unknown, unnamed: string): PolicySource {
  if (!isRecord(value) || !('policy' in value) || 'Statement' in value) return { name: unnamed, policy: value }
  const { name, policy } = value
  return { name: typeof name === 'string' ? name : unnamed, policy }
}

function knownKeys(value: Json, known: ReadonlySet<string>, path: Path): void {
  for (const key of Object.keys(value)) {
    if (!known.has(key)) throw new EvaluationError('REQUEST_ELEMENT_UNKNOWN', 'request', [...path, key], key)
  }
}

function wrong(path: Path, detail: string): EvaluationError {
  return new EvaluationError('REQUEST_INVALID', 'request', path, detail)
}
