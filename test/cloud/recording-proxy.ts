import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Caller, SdkCall } from '../../policies/prove/index.ts'
import { signatureOf, wireCall } from './wire-call.ts'

/** A call of AWS that passed the proxy. */
export interface PassedCall extends SdkCall {
  /** Access key that it was signed with; empty when it was not signed. */
  readonly accessKeyId: string
  /** Whose key that is: given to the proxy, or a session that was opened through it; null when nobody knows. */
  readonly caller: Caller | null
  /** Status of the answer. */
  readonly status: number
}

/** A proxy in front of an emulator of AWS. */
export interface RecordingProxy {
  /** `http://127.0.0.1:<port>`: what `AWS_ENDPOINT_URL` of a function is set to. */
  readonly endpoint: string
  /** Every call so far, in the order of their answers. */
  readonly calls: readonly PassedCall[]
  /** Forgets the calls; sessions stay known. */
  clear(): void
  close(): Promise<void>
}

/**
 * Starts a proxy on a free loopback port, which passes every request on as it is and records which call of AWS it was, told by
 * the wire alone: whatever program made it, in whatever language. Whoever assumes a role through the proxy is known by
 * the keys that STS answers with.
 *
 * @param target - endpoint of the emulator
 * @param callers - whose access keys are known from the start, such as those of a function's role
 * @param others - whose calls those with any other key are; default: nobody knows
 */
export async function startRecordingProxy(
  target: string,
  callers: Readonly<Record<string, Caller>> = {},
  others: Caller | null = null,
): Promise<RecordingProxy> {
  const known = new Map(Object.entries(callers))
  const calls: PassedCall[] = []

  async function pass(incoming: IncomingMessage): Promise<Passed> {
    const body = await buffer(incoming)
    const { method = 'GET', url = '/', headers } = incoming
    const answer = await send(target, { method, url, headers, body })
    const signed = signatureOf({ headers, url })
    const call = wireCall({ method, url, headers, body }, signed ?? { service: 'unsigned' })
    const accessKeyId = signed?.accessKeyId ?? ''
    calls.push({ ...call, accessKeyId, caller: known.get(accessKeyId) ?? others, status: answer.status })
    if (call.service === 'STS' && call.operation === 'AssumeRole' && answer.status === 200) {
      const [, key] = /<AccessKeyId>([^<]+)</.exec(answer.body.toString()) ?? []
      const { RoleArn: role, RoleSessionName: session } = call.input
      if (key !== undefined) known.set(key, { role: String(role), session: String(session) })
    }
    return answer
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming).then(
      ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
      (error: unknown) => outgoing.writeHead(502).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    clear: () => void (calls.length = 0),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

interface Passed {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

function send(
  target: string,
  { method, url, headers, body }: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer },
): Promise<Passed> {
  return new Promise((resolve, reject) => {
    // The host is signed, so it stays that of the proxy.
    const outgoing = forward(new URL(url, target), { method, headers, agent: false }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
        reject,
      )
    })
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}
