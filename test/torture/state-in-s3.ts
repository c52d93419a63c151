import { type ObjectStore, s3Store } from '../../engine/state/index.ts'
import { type HttpQuestion, type Parts, flow, refusal, xml } from './data-in-s3.ts'
import { Process, type Fault, type Outcome } from './scheduler.ts'
import { current } from './virtual-machine.ts'

const FAULTS: readonly Fault[] = ['fail', 'throttle', 'time out', 'time out, done later', 'lose answer', 'cut']

const BUCKET = 'state'
const PREFIX = 'engine/'

/**
 * The state in S3 as processes see it: each has the real `s3Store` with the AWS SDK, its conditions, its repetitions. What is disturbed is every single
 * HTTP request.
 *
 * @param objects - what the bucket holds, without the prefix
 */
export function stateInS3(objects: ObjectStore, pageSize: number): ObjectStore {
  // Metadata of the objects: by whom they were written.
  const writers = new Map<string, string>()
  const stores = new WeakMap<Process, ObjectStore>()

  async function answer({ method, path, query = {}, headers, body }: HttpQuestion): Promise<Parts> {
    if (query['list-type'] === '2') return page(objects, query, pageSize)
    const key = keyOf(path)
    if (method === 'PUT') {
      const bytes = body instanceof Uint8Array ? body : Buffer.from(String(body ?? ''))
      const ifMatch = headers['if-match']?.replaceAll('"', '')
      if (ifMatch !== undefined && (await objects.get(key)) === undefined) return refusal(404, 'NoSuchKey')
      const put = ifMatch === undefined ? await objects.create(key, bytes) : await objects.replace(key, bytes, ifMatch)
      if (put === 'exists' || put === 'changed') return refusal(412, 'PreconditionFailed')
      writers.set(key, headers['x-amz-meta-crowsnest-write'] ?? '')
      return plain(200, await etagHeader(objects, key))
    }
    if (method === 'DELETE') {
      await objects.delete(key)
      return plain(204)
    }
    const object = await objects.get(key)
    if (object === undefined) return method === 'HEAD' ? plain(404) : refusal(404, 'NoSuchKey')
    const known = { etag: `"${object.etag}"`, 'x-amz-meta-crowsnest-write': writers.get(key) ?? '' }
    return method === 'HEAD' ? plain(200, known) : plain(200, known, object.bytes)
  }

  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy(): void {},
    async handle(question: HttpQuestion) {
      const { method, path, query = {} } = question
      const what =
        query['list-type'] === '2' ? `list ${String(query['prefix'])}` : `${method.toLowerCase()} ${keyOf(path)}`
      const { parts, response } = await current(Process).call<Parts>({
        service: 'store',
        label: what,
        apply: () => answer(question),
        faults: method === 'PUT' ? [...FAULTS, 'conflict'] : FAULTS,
        failure,
      })
      return { response: { ...response, body: flow(parts) } }
    },
  }

  function own(): ObjectStore {
    const process = current(Process)
    const store =
      stores.get(process) ??
      s3Store({
        bucket: BUCKET,
        prefix: PREFIX,
        client: {
          region: 'eu-west-1',
          credentials: { accessKeyId: 'test', secretAccessKey: 'secret' },
          forcePathStyle: true,
          requestHandler,
        },
      })
    stores.set(process, store)
    return store
  }

  return {
    url: `s3://${BUCKET}/${PREFIX}`,
    get: (key) => own().get(key),
    create: (key, bytes) => own().create(key, bytes),
    replace: (key, bytes, ifMatch) => own().replace(key, bytes, ifMatch),
    list: (prefix, startAfter) => own().list(prefix, startAfter),
    delete: (key) => own().delete(key),
  }
}

function failure(fault: Fault, result: Parts | undefined): Outcome<Parts> {
  if (fault === 'fail') return { value: refusal(500, 'InternalError') }
  if (fault === 'throttle') return { value: refusal(503, 'SlowDown') }
  if (fault === 'conflict') return { value: refusal(409, 'ConditionalRequestConflict') }
  if (fault === 'cut' && result !== undefined) {
    return {
      value: { ...result, parts: [...result.parts.map((part) => part?.subarray(0, part.length >> 1) ?? null), null] },
    }
  }
  const [name, code] = fault.startsWith('time out') ? ['TimeoutError', 'ETIMEDOUT'] : ['Error', 'ECONNRESET']
  return { error: Object.assign(new Error(`${code}: said the schedule`), { name, code }) }
}

async function page(objects: ObjectStore, query: NonNullable<HttpQuestion['query']>, pageSize: number): Promise<Parts> {
  const prefix = String(query['prefix'] ?? '').slice(PREFIX.length)
  const token = query['continuation-token'] ?? query['start-after']
  const after = typeof token === 'string' ? token.slice(PREFIX.length) : undefined
  const entries: string[] = []
  let last = ''
  let more = false
  for await (const { key, size } of objects.list(prefix, after)) {
    more = entries.length === pageSize
    if (more) break
    entries.push(`<Contents><Key>${PREFIX}${key}</Key><Size>${size}</Size></Contents>`)
    last = key
  }
  const next = more ? `<NextContinuationToken>${PREFIX}${last}</NextContinuationToken>` : ''
  return xml(200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`)
}

function keyOf(path: string): string {
  return decodeURIComponent(path).slice(`/${BUCKET}/${PREFIX}`.length)
}

async function etagHeader(objects: ObjectStore, key: string): Promise<Readonly<Record<string, string>>> {
  return { etag: `"${(await objects.get(key))?.etag ?? ''}"` }
}

function plain(statusCode: number, headers: Readonly<Record<string, string>> = {}, bytes?: Uint8Array): Parts {
  return { response: { statusCode, headers }, parts: bytes === undefined ? [] : [bytes] }
}
