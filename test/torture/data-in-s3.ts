import { Readable } from 'node:stream'
import { Process, type Fault } from './scheduler.ts'
import { current } from './virtual-machine.ts'

/** An answer as the AWS SDK takes it from its transport. */
interface HttpAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}

/** A request as the AWS SDK gives it to its transport. */
export interface HttpQuestion {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

const FAULTS: readonly Fault[] = ['fail', 'throttle', 'time out', 'lose answer', 'cut']

/** Files of a bucket. */
export interface BucketFiles {
  get(key: string): Uint8Array | undefined
  /** Keys below a prefix, in their order. */
  below(prefix: string): readonly string[]
}

/** Files that are all in memory. */
export function filesOf(files: ReadonlyMap<string, Uint8Array>): BucketFiles {
  return { get: (key) => files.get(key), below: (prefix) => [...files.keys()].filter((key) => key.startsWith(prefix)) }
}

/**
 * The transport of an SDK's client whose S3 is in this process: it serves files of one bucket, path style, as calls of the schedule. What is real
 * is all above: the SDK with its repetitions, the source with its own.
 */
export function dataInS3(files: BucketFiles) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy(): void {},
    async handle(question: HttpQuestion): Promise<{ readonly response: HttpAnswer }> {
      const { path, query = {} } = question
      const listed = query['list-type'] === '2'
      const key = decodeURIComponent(path.split('/').slice(2).join('/'))
      const { parts, response } = await current(Process).call<Parts>({
        service: 'source',
        label: listed ? `list ${String(query['prefix'])}` : `get ${key}`,
        apply: async () => (listed ? listing(files, query) : object(files, key, question.headers)),
        faults: FAULTS,
        failure: (fault, result) => {
          if (fault === 'fail') return { value: refusal(500, 'InternalError') }
          if (fault === 'throttle') return { value: refusal(503, 'SlowDown') }
          if (fault === 'cut' && result !== undefined) {
            return {
              value: {
                ...result,
                parts: [...result.parts.map((part) => part?.subarray(0, part.length >> 1) ?? null), null],
              },
            }
          }
          const [name, code] = fault === 'time out' ? ['TimeoutError', 'ETIMEDOUT'] : ['Error', 'ECONNRESET']
          return { error: Object.assign(new Error(`${code}: said the schedule`), { name, code }) }
        },
      })
      return { response: { ...response, body: flow(parts) } }
    },
  }
}

/** An answer, before its body flows. */
export interface Parts {
  readonly response: Omit<HttpAnswer, 'body'>
  /** Null: the connection breaks here. */
  readonly parts: readonly (Uint8Array | null)[]
}

/** A body that breaks off where it is null. */
export function flow(parts: Parts['parts']): Readable {
  return Readable.from(pieces(parts))
}

async function* pieces(parts: Parts['parts']): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part === null) throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
    yield part
  }
}

function listing(files: BucketFiles, query: NonNullable<HttpQuestion['query']>): Parts {
  const prefix = String(query['prefix'] ?? '')
  const entries = files
    .below(prefix)
    .map((key) => `<Contents><Key>${key}</Key><Size>${files.get(key)?.length}</Size><ETag>"1"</ETag></Contents>`)
  return xml(200, `<ListBucketResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`)
}

function object(files: BucketFiles, key: string, headers: HttpQuestion['headers']): Parts {
  const bytes = files.get(key)
  if (bytes === undefined) return refusal(404, 'NoSuchKey')
  const [, from = '0', to = String(bytes.length - 1)] = /bytes=(\d+)-(\d+)/.exec(headers['range'] ?? '') ?? []
  return {
    response: { statusCode: 206, headers: { etag: '"1"' } },
    parts: [bytes.subarray(Number(from), Number(to) + 1)],
  }
}

/** An error of S3. */
export function refusal(statusCode: number, code: string): Parts {
  return xml(statusCode, `<Error><Code>${code}</Code><Message>said the schedule</Message></Error>`)
}

/** An answer of S3. */
export function xml(statusCode: number, text: string): Parts {
  return { response: { statusCode, headers: { 'content-type': 'application/xml' } }, parts: [Buffer.from(text)] }
}
