import { openHistory } from '../history/index.ts'
import type { ApiHost } from './api-host.ts'
import type { HttpAnswer, HttpRequest, ServerParts } from './http-server.ts'
import { declarationOperations, historyOperations } from './operations/index.ts'
import { pageRoutes } from './page-routes.ts'
import { apiOf } from './wire/index.ts'

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
      { newId: host.newId, onUnexpected: onError },
    ),
    data: (request) => pageAnswer(routes, request),
  }
}

async function pageAnswer(routes: ReturnType<typeof pageRoutes>, request: HttpRequest): Promise<HttpAnswer> {
  const { method, path, query, body } = request
  const read = parsedBody(body)
  const { status, json } =
    read === undefined
      ? { status: 400, json: { code: 'BODY_NOT_JSON', message: 'The body of the request is not JSON.' } }
      : await routes({ method, path: `/data${path}`, query, body: read.json })
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(json),
  }
}

/** @returns undefined for a body that is not JSON */
function parsedBody(body: Uint8Array): { readonly json: unknown } | undefined {
  if (body.length === 0) return { json: undefined }
  try {
    return { json: JSON.parse(Buffer.from(body).toString()) as unknown }
  } catch {
    return undefined
  }
}
