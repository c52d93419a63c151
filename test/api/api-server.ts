import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { LookoutMetricsClient } from '@aws-sdk/client-lookoutmetrics'
import { apiOf, type Handlers } from '../../engine/api/wire/index.ts'

/** The API on loopback, with the official client of the original service. */
export interface ApiServer {
  readonly client: LookoutMetricsClient
  readonly url: string
  /** What no operation foresaw. */
  readonly unexpected: readonly unknown[]
  readonly stop: () => Promise<void>
}

/** Serves the API on a free port. */
export async function startApi(handlers: Handlers): Promise<ApiServer> {
  const unexpected: unknown[] = []
  const api = apiOf(handlers, {
    newId: () => crypto.randomUUID(),
    onUnexpected: (error) => unexpected.push(error),
  })
  const server = createServer((request, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(`http://localhost${request.url ?? '/'}`)
      const answer = await api({
        method: request.method ?? 'GET',
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body: await buffer(request),
      })
      response.writeHead(answer.status, answer.headers).end(answer.body)
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new LookoutMetricsClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
  return {
    client,
    url,
    unexpected,
    async stop() {
      client.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
