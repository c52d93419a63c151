import { Process, type Fault } from './scheduler.ts'
import { current } from './virtual-machine.ts'

const FAULTS: readonly Fault[] = ['fail', 'throttle', 'time out', 'time out, done later', 'lose answer']

/**
 * What stands for `fetch`: a receiver of alerts on the web.
 *
 * @param deliver - hears of each message that arrives, with the id that receivers drop repetitions by
 */
export function alertChannel(deliver: (id: string, body: string) => void): typeof fetch {
  return async (_address, request) => {
    const headers = new Headers(request?.headers)
    const id = headers.get('idempotency-key') ?? ''
    return current(Process).call({
      service: 'channel',
      label: `POST ${id}`,
      apply: async () => {
        deliver(id, String(request?.body))
        return new Response(null, { status: 204 })
      },
      faults: FAULTS,
      failure: (fault) => {
        if (fault === 'fail') return { value: new Response('out of order', { status: 500 }) }
        if (fault === 'throttle') return { value: new Response('slowly', { status: 429 }) }
        if (fault === 'lose answer') return { error: new TypeError('fetch failed', { cause: new Error('ECONNRESET') }) }
        return { error: Object.assign(new Error('The operation timed out'), { name: 'TimeoutError' }) }
      },
    })
  }
}
