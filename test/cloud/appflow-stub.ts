import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { DescribeFlowResponse, ExecutionRecord } from '@aws-sdk/client-appflow'

/**
 * A stub of AppFlow's API, because no emulator has it: two operations over real HTTP, with answers in the shapes of the SDK's types.
 * It knows nothing of how AppFlow behaves beyond them. All other requests go on to an emulator, so that S3 is at the same endpoint.
 */
export interface AppFlowStub {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string
  /** By name. */
  readonly flows: Map<string, StubFlow>
  /** Answers of the next requests of AppFlow, each used once: an error, or null for a connection that breaks. */
  readonly troubles: (StubError | null)[]
  /** Requests of AppFlow so far: the operation, and the token of the page. */
  readonly requests: string[]
  close(): Promise<void>
}

/** A flow and its runs, in the order in which the stub lists them. */
export interface StubFlow {
  readonly flow: DescribeFlowResponse
  readonly runs: readonly ExecutionRecord[]
}

/** An error as the service sends it. */
export interface StubError {
  readonly status: number
  readonly type: string
  readonly message: string
}

/**
 * Starts the stub on a free loopback port.
 *
 * @param target - endpoint of the emulator that has the other services
 */
export async function startAppFlowStub(target: string): Promise<AppFlowStub> {
  const flows = new Map<string, StubFlow>()
  const troubles: (StubError | null)[] = []
  const requests: string[] = []

  async function answer(operation: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { flowName, maxResults = 20, nextToken = '0' } = (await json(incoming)) as Input
    requests.push(operation === 'describe-flow' ? operation : `${operation} ${nextToken}`)
    const trouble = troubles.shift()
    if (trouble === null) return void incoming.socket.destroy()
    const found = flows.get(flowName)
    const error = trouble ?? (found === undefined ? notFound(flowName) : undefined)
    if (error !== undefined || found === undefined) {
      const { status, type, message } = error ?? notFound(flowName)
      return reply(outgoing, status, { message }, { 'x-amzn-errortype': type })
    }
    if (operation === 'describe-flow') return reply(outgoing, 200, found.flow)
    const from = Number(nextToken)
    const to = from + maxResults
    reply(outgoing, 200, {
      flowExecutions: found.runs.slice(from, to),
      ...(to < found.runs.length && { nextToken: String(to) }),
    })
  }

  const server = createServer((incoming, outgoing) => {
    const operation = /^\/(describe-flow(?:-execution-records)?)$/.exec(incoming.url ?? '')?.[1]
    if (operation === undefined || incoming.method !== 'POST') return passOn(target, incoming, outgoing)
    answer(operation, incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    flows,
    troubles,
    requests,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

interface Input {
  readonly flowName: string
  readonly maxResults?: number
  readonly nextToken?: string
}

function notFound(flow: string): StubError {
  return { status: 404, type: 'ResourceNotFoundException', message: `Flow ${flow} does not exist` }
}

function reply(outgoing: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(wire(body)))
}

/** rest-json writes times as seconds since 1970. */
function wire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(wire)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, wire(part)]))
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url = '/', headers } = incoming
  const onward = forward(new URL(url, target), { method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  onward.once('error', (error) => outgoing.destroy(error))
  incoming.pipe(onward)
}
