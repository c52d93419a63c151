import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { ObjectStore } from '../../../engine/state/index.ts'

/** A call that reached the server. */
export interface SeenCall {
  /** `s3 GET metrics/history.csv`, `sns Publish arn:...`, `lambda Invoke on-anomaly` */
  readonly call: string
  /** Access key that it was signed with. */
  readonly accessKeyId: string
  /** SNS: the message; Lambda: the payload. */
  readonly message: string
}

/** As much of AWS as a wake-up needs, on loopback. */
export interface FakeAws {
  readonly endpoint: string
  readonly calls: SeenCall[]
  /** Answers for a while as a service that is out of order, by service. */
  readonly broken: Set<'s3' | 'sns' | 'lambda'>
  close(): Promise<void>
}

/**
 * Serves a folder as the bucket `metrics`, takes whatever is published to topics, and calls of functions; gives sessions of roles
 * whose access key is the role's name.
 *
 * @param folder - absolute
 * @param state - served as the bucket `state`, below `engine/`
 */
export async function fakeAws(folder: string, state?: ObjectStore): Promise<FakeAws> {
  const calls: SeenCall[] = []
  const broken = new Set<'s3' | 'sns' | 'lambda'>()
  const server = createServer((request, response) => {
    void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost')
    const [, accessKeyId = '', service = ''] =
      /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? []
    const bytes = await buffer(request)
    const body = bytes.toString()
    const form = new URLSearchParams(body)
    const see = (call: string, message = ''): void =>
      void calls.push({ call: `${service} ${call}`, accessKeyId, message })
    if (service === 'sns') see(`${form.get('Action')} ${form.get('TopicArn')}`, form.get('Message')!)
    else if (service === 'sts') see(`${form.get('Action')} ${form.get('RoleArn')}`)
    else if (service === 'lambda') see(`Invoke ${decodeURIComponent(pathname.split('/')[3]!)}`, body)
    else see(`${request.method} ${pathname.slice(1)}${searchParams.get('prefix') ?? ''}`)
    if (broken.has(service as 's3')) {
      response.writeHead(500, { 'content-type': 'application/xml' }).end(error('InternalError'))
    } else if (service === 'sns') {
      response.writeHead(200, { 'content-type': 'text/xml' })
      response.end('<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>')
    } else if (service === 'sts') {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(session(form.get('RoleArn')!))
    } else if (service === 'lambda') {
      response.writeHead(202).end()
    } else if (state !== undefined && pathname.startsWith('/state')) {
      await stateObject(state, pathname, searchParams, bytes, request, response)
    } else if (searchParams.get('list-type') === '2') {
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(listing(folder, searchParams.get('prefix') ?? '', searchParams.get('delimiter')))
    } else {
      object(folder, pathname.split('/').slice(2).join('/'), request, response)
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    broken,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function listing(folder: string, prefix: string, delimiter: string | null): string {
  const keys = globSync('**/*', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((key) => key.startsWith(prefix) && statSync(join(folder, key)).isFile())
    .toSorted()
  const isDeep = (key: string): boolean => delimiter !== null && key.slice(prefix.length).includes(delimiter)
  const folders = new Set(keys.filter(isDeep).map((key) => key.slice(0, key.indexOf(delimiter!, prefix.length) + 1)))
  const contents = keys
    .filter((key) => !isDeep(key))
    .map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>${statSync(join(folder, key)).size}</Size><ETag>&quot;${etag(folder, key)}&quot;</ETag></Contents>`,
    )
  const prefixes = [...folders].map((key) => `<CommonPrefixes><Prefix>${key}</Prefix></CommonPrefixes>`)
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}${prefixes.join('')}</ListBucketResult>`
}

function object(folder: string, key: string, request: IncomingMessage, response: ServerResponse): void {
  const path = join(folder, decodeURIComponent(key))
  if (!existsSync(path)) {
    response.writeHead(404, { 'content-type': 'application/xml' }).end(error('NoSuchKey'))
    return
  }
  const bytes = readFileSync(path)
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [null, '0', String(bytes.length - 1)]
  response.writeHead(206, { etag: `"${etag(folder, key)}"` }).end(bytes.subarray(Number(from), Number(to) + 1))
}

const STATE = 'engine/'

async function stateObject(
  store: ObjectStore,
  pathname: string,
  query: URLSearchParams,
  bytes: Uint8Array,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const xml = { 'content-type': 'application/xml' }
  if (query.get('list-type') === '2') {
    const after = query.get('start-after')?.slice(STATE.length)
    const entries = await Array.fromAsync(
      store.list(query.get('prefix')!.slice(STATE.length), after),
      ({ key, size }) => `<Contents><Key>${STATE}${key}</Key><Size>${size}</Size></Contents>`,
    )
    response.writeHead(200, xml)
    response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${entries.join('')}</ListBucketResult>`)
    return
  }
  const key = decodeURIComponent(pathname.slice(`/state/${STATE}`.length))
  const present = await store.get(key)
  if (method === 'DELETE') {
    await store.delete(key)
    response.writeHead(204).end()
  } else if (method === 'PUT') {
    const put =
      headers['if-none-match'] === '*'
        ? await store.create(key, bytes)
        : await store.replace(key, bytes, headers['if-match']?.replaceAll('"', '') ?? null)
    if (put === 'exists' || put === 'changed') response.writeHead(412, xml).end(error('PreconditionFailed'))
    else response.writeHead(200, { etag: `"${(await store.get(key))!.etag}"` }).end()
  } else if (present === undefined) {
    response.writeHead(404, xml).end(error('NoSuchKey'))
  } else {
    response.writeHead(200, { etag: `"${present.etag}"` }).end(present.bytes)
  }
}

function session(role: string): string {
  const expiration = new Date(Date.now() + 900_000).toISOString()
  return `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${role.split('/').at(-1)}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
}

function etag(folder: string, key: string): string {
  return createHash('md5')
    .update(readFileSync(join(folder, key)))
    .digest('hex')
}

function error(code: string): string {
  return `<Error><Code>${code}</Code><Message>said the fake</Message></Error>`
}
