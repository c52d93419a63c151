import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commitLog, type ObjectStore, readSnapshot, s3Store, writeSnapshot } from '../../engine/state/index.ts'
import { PLACE, record, T0 } from '../engine/state/records.ts'
import { itKeepsTheContract, keysOf, text, textOf } from '../engine/state/store-contract.ts'
import { recordCalls, UNRECORDED } from '../recording/record.ts'
import { freshBucket, s3Options, s3OptionsOf } from './aws.ts'

recordCalls(import.meta.filename)

/** Where the engine may do all that a store can. */
const prefix = 'engine/detectors'

describe('s3Store', () => {
  let bucket: string
  beforeAll(async () => {
    bucket = await freshBucket()
  })

  describe('with a prefix', () => {
    itKeepsTheContract(async () => s3Store({ bucket, prefix, client: s3OptionsOf('engine', bucket, `${prefix}/`) }))
  })

  it('keeps prefixes of one bucket apart', async () => {
    const client = s3Options(UNRECORDED)
    const whole = s3Store({ bucket, client })
    await s3Store({ bucket, prefix: 'one', client }).create('a', text('1'))
    await s3Store({ bucket, prefix: 'one/', client }).create('b', text('2'))
    await s3Store({ bucket, prefix: 'onemore', client }).create('c', text('3'))
    expect(await keysOf(whole.list('one'))).toEqual(['one/a', 'one/b', 'onemore/c'])
  })

  it('carries commits and their state, with one winner', async () => {
    const client = s3OptionsOf('engine', bucket)
    const stores = Array.from({ length: 8 }, () => s3Store({ bucket, prefix: 'engine', client }))
    const results = await Promise.all(
      stores.map(async (store, index) => {
        const parts = new Map([['a', Uint8Array.from(text(`state ${index}`))]])
        const snapshot = await writeSnapshot(store, PLACE, T0, parts)
        return commitLog(store, PLACE).append({ ...record(0), writer: `w${index}`, snapshot }, undefined)
      }),
    )
    const winners = results.flatMap(({ outcome }, index) => (outcome === 'committed' ? [index] : []))
    expect(winners).toHaveLength(1)
    const latest = (await commitLog(stores[0], PLACE).latest())!
    expect(latest.writer).toBe(`w${winners[0]}`)
    expect(textOf({ bytes: (await readSnapshot(stores[0], latest.snapshot)).get('a')! })).toBe(`state ${winners[0]}`)
  })

  it('names a bucket that does not exist', async () => {
    const missing = 'crowsnest-no-such-bucket'
    const store = s3Store({ bucket: missing, prefix, client: s3OptionsOf('engine', missing, `${prefix}/`) })
    const calls = [
      store.get('a'),
      store.create('a', text('')),
      store.replace('a', text(''), '"x"'),
      keysOf(store.list('')),
    ]
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STORE_BUCKET_MISSING' } })
    }
  })

  describe('behind a network that fails', () => {
    let proxy: Proxy
    let store: ObjectStore
    const through = async (behaviour: Behaviour): Promise<void> => {
      proxy = await startProxy(s3Options().endpoint, behaviour)
      store = s3Store({
        bucket,
        prefix,
        client: { ...s3OptionsOf('engine', bucket, `${prefix}/`), endpoint: proxy.endpoint },
      })
    }
    afterEach(() => proxy.close())

    it('counts its own write as created when the first answer was lost', async () => {
      await through(({ method, nth }) => (method === 'PUT' && nth === 1 ? 'lose answer' : 'pass'))
      expect(await store.create('lost-create', text('mine'))).toBe('created')
      expect(proxy.puts).toBe(2)
      expect(textOf(await store.get('lost-create'))).toBe('mine')
    })

    it('counts a foreign write with the same bytes as foreign', async () => {
      await through(() => 'pass')
      await s3Store({ bucket, prefix, client: s3OptionsOf('engine', bucket, `${prefix}/`) }).create(
        'foreign',
        text('same'),
      )
      expect(await store.create('foreign', text('same'))).toBe('exists')
    })

    it('counts its own replacement as done when the first answer was lost', async () => {
      await through(({ method, nth }) => (method === 'PUT' && nth === 2 ? 'lose answer' : 'pass'))
      await store.create('lost-replace', text('one'))
      const { etag } = (await store.get('lost-replace'))!
      const replaced = await store.replace('lost-replace', text('two'), etag)
      expect(replaced).toEqual({ etag: (await store.get('lost-replace'))!.etag })
      expect(textOf(await store.get('lost-replace'))).toBe('two')
    })

    it('tries again while another write to the key is under way', async () => {
      await through(({ method, nth }) => (method === 'PUT' && nth <= 2 ? 'conflict' : 'pass'))
      expect(await store.create('conflict', text('x'))).toBe('created')
      expect(proxy.puts).toBe(3)
    })

    it('gives up when the conflicts never end', async () => {
      await through(({ method }) => (method === 'PUT' ? 'conflict' : 'pass'))
      await expect(store.create('busy', text('x'))).rejects.toMatchObject({ code: 'STORE_BUSY' })
    })

    it('names an object to which access is denied', async () => {
      await through(() => 'deny')
      await expect(store.get('secret')).rejects.toMatchObject({
        code: 'STORE_DENIED',
        message: expect.stringContaining('secret'),
      })
      await expect(store.create('secret', text(''))).rejects.toMatchObject({ code: 'STORE_DENIED' })
    })

    it('says so when nobody answers', async () => {
      await through(() => 'lose request')
      await expect(store.get('silent')).rejects.toMatchObject({ code: 'STORE_FAILED' })
    })

    it('sends at most 32 requests at a time', async () => {
      await through(() => 'pass')
      await Promise.all(Array.from({ length: 100 }, (_, index) => store.get(`many/${index}`)))
      expect(proxy.mostAtOnce).toBeLessThanOrEqual(32)
      expect(proxy.mostAtOnce).toBeGreaterThan(8)
    })
  })
})

type Behaviour = (call: {
  readonly method: string
  /** Counts the requests of this method from 1. */
  readonly nth: number
}) => 'pass' | 'lose answer' | 'lose request' | 'conflict' | 'deny'

interface Proxy {
  readonly endpoint: string
  readonly puts: number
  readonly mostAtOnce: number
  close(): Promise<void>
}

/** Stands between client and emulator and does what networks and busy services do. */
async function startProxy(target: string, behaviour: Behaviour): Promise<Proxy> {
  const counts = new Map<string, number>()
  let now = 0
  let most = 0
  const server: Server = createServer((incoming, outgoing) => {
    const method = incoming.method!
    const nth = (counts.get(method) ?? 0) + 1
    counts.set(method, nth)
    most = Math.max(most, ++now)
    outgoing.once('close', () => now--)
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const what = behaviour({ method, nth })
      if (what === 'lose request') return void incoming.socket.destroy()
      if (what === 'conflict') return void outgoing.writeHead(409).end(errorBody('ConditionalRequestConflict'))
      if (what === 'deny') return void outgoing.writeHead(403).end(errorBody('AccessDenied'))
      const forward = request(target + incoming.url!, { method, headers: { ...incoming.headers } }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          if (what === 'lose answer') return void incoming.socket.destroy()
          outgoing.writeHead(answer.statusCode!, answer.headers).end(Buffer.concat(parts))
        })
      })
      forward.end(Buffer.concat(chunks))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get puts() {
      return counts.get('PUT') ?? 0
    },
    get mostAtOnce() {
      return most
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function errorBody(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
}
