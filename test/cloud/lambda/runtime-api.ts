import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** How Lambda names the function in every invocation, and how long it lets it run. */
export interface RuntimeApiOptions {
  readonly functionArn: string
  readonly timeoutMs: number
}

/** An error that a function reported. */
export interface FunctionError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

/** How an invocation ended. */
export interface Invoked {
  readonly requestId: string
  /** Null when it failed. */
  readonly payload: unknown
  readonly error: FunctionError | null
  /** Milliseconds from the moment that it was asked for. */
  readonly took: number
}

/**
 * Lambda's side of a function: hands out one invocation at a time, and takes the answers.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export interface RuntimeApi {
  /** `127.0.0.1:<port>`, as AWS_LAMBDA_RUNTIME_API wants it. */
  readonly address: string
  /** @throws when the function's process cannot be initialised or ends meanwhile, see `fail` */
  invoke(event: unknown): Promise<Invoked>
  /** Fails the invocation that is under way: the function's process has ended. */
  fail(reason: Error): void
  close(): Promise<void>
}

interface Waiting {
  readonly requestId: string
  readonly event: string
  readonly asked: number
  readonly resolve: (invoked: Invoked) => void
  readonly reject: (error: Error) => void
}

const PREFIX = '/2018-06-01/runtime/'

/** Starts the Runtime API on a free loopback port. */
export async function startRuntimeApi({ functionArn, timeoutMs }: RuntimeApiOptions): Promise<RuntimeApi> {
  const queue: Waiting[] = []
  const running = new Map<string, Waiting>()
  let poll: ServerResponse | undefined

  function handOut(): void {
    const next = poll === undefined ? undefined : queue.shift()
    if (next === undefined) return
    running.set(next.requestId, next)
    poll!.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.requestId,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000',
    })
    poll!.end(next.event)
    poll = undefined
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url!.slice(PREFIX.length)
    if (path === 'invocation/next') {
      poll = response
      handOut()
      return
    }
    const body: unknown = await json(request).catch(() => null)
    response.writeHead(202).end()
    if (path === 'init/error') {
      const { errorType, errorMessage } = body as FunctionError
      fail(new Error(`${errorType}: ${errorMessage}`))
      return
    }
    const [, requestId = '', what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    const waiting = running.get(requestId)
    if (waiting === undefined) return
    running.delete(requestId)
    const took = performance.now() - waiting.asked
    waiting.resolve(
      what === 'error'
        ? { requestId, payload: null, error: body as FunctionError, took }
        : { requestId, payload: body, error: null, took },
    )
  }

  function fail(reason: Error): void {
    poll = undefined
    for (const waiting of [...running.values(), ...queue]) waiting.reject(reason)
    running.clear()
    queue.length = 0
  }

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke: (event) =>
      new Promise<Invoked>((resolve, reject) => {
        const requestId = crypto.randomUUID()
        queue.push({ requestId, event: JSON.stringify(event), asked: performance.now(), resolve, reject })
        handOut()
      }),
    fail,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
