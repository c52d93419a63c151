import { jsonBody } from '../json-body.ts'
import { invalidRequest } from './api-error.ts'
import type { OperationName } from './handlers.ts'
import { OPERATIONS } from './operations.generated.ts'

/** A request without its connection. */
export interface ApiRequest {
  readonly method: string
  /** From the mount point of the API on, with its percent signs, such as `/CreateAlert`. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/** What is asked, not yet checked. */
export interface ReadRequest {
  readonly operation: OperationName
  readonly members: unknown
}

/**
 * Finds the operation of a request and puts its members together from path, query and body.
 *
 * @throws {ApiError} ValidationException, UNKNOWN_OPERATION or CANNOT_PARSE
 */
export function readRequest({ method, path, query, body }: ApiRequest): ReadRequest {
  const found = ROUTES.find((route) => route.method === method && route.pattern.test(path))
  if (found === undefined) {
    throw invalidRequest(
      `There is no operation ${method} ${path.slice(0, 200)}. Operations are called as POST /<name>, those of tags as ` +
        'GET, POST or DELETE /tags/<ARN>.',
      'UNKNOWN_OPERATION',
    )
  }
  const { operation, pattern } = found
  const members: Record<string, unknown> = method === 'POST' ? { ...parsedBody(body) } : {}
  for (const { member, part, name } of OPERATIONS[operation].elsewhere) {
    if (part === 'body') {
      const value = members[name]
      delete members[name]
      members[member] = value
    } else if (part === 'path') members[member] = decoded(pattern.exec(path)?.[1] ?? '')
    else if (query.has(name)) members[member] = query.getAll(name)
  }
  return { operation, members: Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) }
}

const ROUTES = Object.entries(OPERATIONS).map(([operation, { method, path }]) => ({
  operation: operation as OperationName,
  method,
  // A label takes the rest of the path: callers may leave the slashes of an ARN as they are.
  pattern: new RegExp(`^${path.replace(/\{\w+\}/, '(.+)')}$`),
}))

function parsedBody(body: Uint8Array): object {
  if (body.length === 0) return {}
  const read = jsonBody(body)
  if (!read.ok) throw invalidRequest(`The body of the request ${read.reason}. Send a JSON object.`, 'CANNOT_PARSE')
  const value = read.json
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('The body of the request is not a JSON object. Send one with the members.', 'CANNOT_PARSE')
  }
  return value
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label)
  } catch {
    throw invalidRequest(`The path has a broken percent encoding: ${label.slice(0, 200)}.`, 'CANNOT_PARSE')
  }
}
