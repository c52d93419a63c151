import { StateError } from '../../state/index.ts'
import { ApiError, invalidRequest } from './api-error.ts'
import type { Handlers, OperationName } from './handlers.ts'
import { OPERATIONS } from './operations.generated.ts'
import { readRequest, type ApiRequest } from './read-request.ts'
import { checkedInput } from './validate.ts'

/** What is sent back. */
export interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the API needs beside its operations. */
export interface ApiOptions {
  /** A new id of a request. */
  readonly newId: () => string
  /** Is told of errors that no operation foresaw; the caller only learns the id of the request. */
  readonly onUnexpected: (error: unknown, operation: OperationName | null, requestId: string) => void
}

/**
 * The API: takes requests apart, checks them, and puts answers and errors together as the original service did. Never rejects.
 *
 * @param handlers - one for each operation
 */
export function apiOf(handlers: Handlers, options: ApiOptions): (request: ApiRequest) => Promise<ApiAnswer> {
  return async (request) => {
    const requestId = options.newId()
    let operation: OperationName | null = null
    try {
      const read = readRequest(request)
      operation = read.operation
      const output = await handle(handlers, operation, read.members)
      const { status } = OPERATIONS[operation]
      return answer(
        status,
        requestId,
        status === 204 ? '' : encoded(output, readsNull(String(request.headers['user-agent']))),
      )
    } catch (error) {
      const known = knownError(error, operation)
      if (known === null) options.onUnexpected(error, operation, requestId)
      return errorAnswer(known ?? unexpected(requestId), requestId)
    }
  }
}

async function handle<O extends OperationName>(handlers: Handlers, operation: O, members: unknown): Promise<unknown> {
  return handlers[operation](checkedInput(operation, members))
}

const CONTENT_TYPE = 'application/x-amz-json-1.1'

function answer(status: number, requestId: string, body: string, headers: ApiAnswer['headers'] = {}): ApiAnswer {
  return {
    status,
    headers: { ...(body !== '' && { 'content-type': CONTENT_TYPE }), 'x-amzn-requestid': requestId, ...headers },
    body,
  }
}

function errorAnswer(error: ApiError, requestId: string): ApiAnswer {
  const body = JSON.stringify({ __type: error.name, Message: error.message, ...error.members })
  return answer(error.status, requestId, body, { 'x-amzn-errortype': error.name })
}

/**
 * JSON has no numbers that are not finite: they are texts.
 *
 * @param nulls - whether the client can read null where a list has no value, as the original service wrote it; else it is NaN
 */
function encoded(output: unknown, nulls: boolean): string {
  return JSON.stringify(output, function replaced(this: unknown, _key, value: unknown) {
    if (value === null && !nulls && Array.isArray(this)) return 'NaN'
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  })
}

/** Botocore from 1.36 on, up to the last that knew the service, ends with a TypeError at a null in a list of numbers; tried. */
function readsNull(userAgent: string): boolean {
  return !/Botocore\/1\.(3[6-9]|[4-9]\d)\./i.test(userAgent)
}

/** The answer to an error that is not our own fault; null for one that is. */
function knownError(error: unknown, operation: OperationName | null): ApiError | null {
  if (error instanceof ApiError) return error
  if (!(error instanceof StateError)) return null
  switch (error.code) {
    case 'STORE_DENIED':
      return new ApiError('AccessDeniedException', error.message, {}, { cause: error })
    case 'STORE_BUSY':
      return answers(operation, 'TooManyRequestsException')
        ? new ApiError('TooManyRequestsException', error.message, {}, { cause: error })
        : null
    case 'TRANSITION_FORBIDDEN':
      return answers(operation, 'ConflictException')
        ? new ApiError('ConflictException', error.message, {}, { cause: error })
        : invalidRequest(error.message)
    case 'OBJECT_MISSING':
    case 'OBJECT_CORRUPT':
    case 'OBJECT_VERSION_UNKNOWN':
      // It names the object, and whoever asks can have it repaired.
      return new ApiError('InternalServerException', error.message, {}, { cause: error })
    default:
      return null
  }
}

function answers(operation: OperationName | null, name: ApiError['name']): boolean {
  const errors: readonly string[] = operation === null ? [] : OPERATIONS[operation].errors
  return errors.includes(name)
}

function unexpected(requestId: string): ApiError {
  return new ApiError(
    'InternalServerException',
    `The request could not be handled. The log of the server says more about request ${requestId}.`,
  )
}
