import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call that reached a stub. */
export interface ReceivedCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** What a service answers to a call that it refuses. */
export class AwsFault extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** What happens to calls in place of an answer: a refusal, the end of the connection before or in the answer, or silence. */
export type Trouble = AwsFault | 'cut' | 'cut in the answer'

/** A server on loopback that speaks the protocol `AWS JSON 1.1`, so that the real client of the SDK talks to a stub of a service. */
export interface AwsJsonServer {
  readonly endpoint: string
  /** Calls in their order, those in trouble too. */
  readonly calls: readonly ReceivedCall[]
  /** Troubles the next calls of an operation. */
  trouble(operation: string, trouble: Trouble, times?: number): void
  /** Ends all troubles. */
  calm(): void
  stop(): Promise<void>
}

/** Starts a stub; `answer` makes the answer of an operation, or throws `AwsFault`. */
export async function startAwsJsonServer(
  answer: (call: ReceivedCall) => Promise<object> | object,
): Promise<AwsJsonServer> {
  const calls: ReceivedCall[] = []
  const troubles = new Map<string, { readonly trouble: Trouble; times: number }>()

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const operation = String(request.headers['x-amz-target']).split('.').at(-1)!
    const call = { operation, input: JSON.parse(Buffer.concat(chunks).toString()) as ReceivedCall['input'] }
    calls.push(call)
    const waiting = troubles.get(operation)
    const trouble = waiting !== undefined && waiting.times-- > 0 ? waiting.trouble : undefined
    if (trouble === 'cut') return void request.socket.destroy()
    try {
      if (trouble instanceof AwsFault) throw trouble
      const body = JSON.stringify(await answer(call))
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(body),
      })
      if (trouble === undefined) return void response.end(body)
      response.write(body.slice(0, body.length >> 1), () => request.socket.destroy())
    } catch (error) {
      const { code, status, message } =
        error instanceof AwsFault ? error : new AwsFault('InternalServerException', String(error), 500)
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code })
      response.end(JSON.stringify({ __type: code, Message: message, message }))
    }
  }

  const server = createServer((request, response) => void respond(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    trouble: (operation, trouble, times = 1) => void troubles.set(operation, { trouble, times }),
    calm: () => troubles.clear(),
    async stop() {
      const ended = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await ended
    },
  }
}
