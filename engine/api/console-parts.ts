import { openHistory } from '../history/index.ts'
import type { ApiHost } from './api-host.ts'
import type { HttpAnswer, HttpRequest, ServerParts } from './http-server.ts'
import { jsonBody, type JsonBody } from './json-body.ts'
import { declarationOperations, historyOperations } from './operations/index.ts'
import { pageRoutes } from './page-routes.ts'
import { apiOf, type OperationName } from './wire/index.ts'

/**
 * What answers the API's clients and the page of a state; both share what they have read of it.
 *
 * @param onError - is told of errors that nothing foresaw; whoever asked is told only that there was one
 */
export function consoleParts(host: ApiHost, onError: (error: unknown) => void): Pick<ServerParts, 'api' | 'data'> {
  const history = openHistory(host.store)
  const routes = pageRoutes(host, history)
  // What the page shows first is read before anybody waits for it; what fails here fails again when somebody asks.
  void routes({ method: 'GET', path: '/data/detectors', query: new URLSearchParams(), body: undefined }).catch(onError)
  return {
    api: apiOf(
      { ...declarationOperations(host), ...historyOperations(host, history) },
      {
        newId: host.newId,
        onUnexpected: (error, operation, requestId) => onError(ofRequest(error, operation, requestId)),
      },
    ),
    data: (request) => pageAnswer(routes, request),
  }
}

async function pageAnswer(routes: ReturnType<typeof pageRoutes>, request: HttpRequest): Promise<HttpAnswer> {
  const { method, path, query, body } = request
  const read: JsonBody = body.length === 0 ? { ok: true, json: undefined } : jsonBody(body)
  const { status, json } = read.ok
    ? await routes({ method, path: `/data${path}`, query, body: read.json })
    : { status: 400, json: { code: 'BODY_NOT_JSON', message: `The body of the request ${read.reason}.` } }
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(json),
  }
}

/** The error with what whoever asked was told: the id of the request. Its stack is the one that tells where it happened. */
function ofRequest(error: unknown, operation: OperationName | null, requestId: string): Error {
  const what = `${operation ?? 'No operation'}, request ${requestId}`
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  const wrapped = new Error(`${what}: ${message}`, { cause: error })
  wrapped.stack = `${what}: ${stack ?? message}`
  return wrapped
}
