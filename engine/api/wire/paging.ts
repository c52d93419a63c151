import { createHash } from 'node:crypto'
import { invalidFields } from './api-error.ts'
import type { OperationName } from './handlers.ts'

/** How long a token leads to the next page. API reference: ListAlerts. */
const TOKEN_LIFE_MS = 24 * 3600_000

/** Items of a page when the request does not say. */
const DEFAULT_PAGE_SIZE = 100

/** What a request says about pages; its other members say of what. */
export interface PagedInput {
  readonly MaxResults?: number
  readonly NextToken?: string
}

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Spread into the answer: empty on the last page. */
  readonly next: { readonly NextToken?: string }
}

/** Which page is asked for. */
export interface PageRequest {
  /** Position of the last item of the page before; null for the first page. */
  readonly after: string | null
  /** Most items of this page. */
  readonly size: number
  /** The token that leads behind an item. */
  readonly tokenAfter: (position: string) => string
}

/**
 * Reads which page a request asks for. A token is good for the operation and the members that it was given out for, for 24
 * hours; it outlives the process.
 *
 * @param now - epoch milliseconds
 * @throws {ApiError} ValidationException
 */
export function pageRequest(operation: OperationName, input: PagedInput, now: number): PageRequest {
  const { MaxResults: size = DEFAULT_PAGE_SIZE, NextToken: token, ...members } = input
  const request = JSON.stringify([operation, Object.entries(members).toSorted(([a], [b]) => (a < b ? -1 : 1))])
  return {
    after: token === undefined ? null : positionOf(token, request, now),
    size,
    tokenAfter: (position) => tokenOf(position, request, now),
  }
}

/**
 * The page of a list that is at hand.
 *
 * @param items - in the order of their positions
 * @param position - of an item: unique, ascending by code units
 */
export function pageOf<T>(
  { after, size, tokenAfter }: PageRequest,
  items: readonly T[],
  position: (item: T) => string,
): Page<T> {
  const rest = after === null ? items : items.filter((item) => position(item) > after)
  const page = rest.slice(0, size)
  return {
    items: page,
    next: rest.length > size ? { NextToken: tokenAfter(position(page.at(-1)!)) } : {},
  }
}

function tokenOf(position: string, request: string, now: number): string {
  const content = JSON.stringify([now, position])
  return Buffer.from(JSON.stringify([now, position, checksum(content, request)])).toString('base64url')
}

/** The checksum tells tokens of other requests and damaged ones; a token gives access to nothing. */
function checksum(content: string, request: string): string {
  return createHash('sha256').update(`${content}\n${request}`).digest('base64url').slice(0, 22)
}

function positionOf(token: string, request: string, now: number): string {
  const parts = parsed(token)
  if (parts === null) throw tokenError('it is no token of this API')
  const [madeAt, position, sum] = parts
  if (sum !== checksum(JSON.stringify([madeAt, position]), request)) {
    throw tokenError('it belongs to another request: send the members that it was given out for')
  }
  if (now - madeAt > TOKEN_LIFE_MS) throw tokenError('it has expired after 24 hours: begin with the first page')
  return position
}

function parsed(token: string): readonly [number, string, string] | null {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    return null
  }
  if (!Array.isArray(value)) return null
  const [madeAt, position, sum] = value as readonly unknown[]
  return typeof madeAt === 'number' && typeof position === 'string' && typeof sum === 'string'
    ? [madeAt, position, sum]
    : null
}

function tokenError(reason: string): Error {
  return invalidFields([{ Name: 'NextToken', Message: reason }])
}
