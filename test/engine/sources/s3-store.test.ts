import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { StoredFile } from '../../../engine/sources/file-store.ts'
import type { AwsOptions } from '../../../engine/sources/index.ts'
import { s3Store } from '../../../engine/sources/s3-store.ts'
import { selectInterval } from '../../../engine/sources/selection.ts'
import { credentialsOf, recordCalls } from '../../recording/record.ts'

recordCalls(import.meta.filename)

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(closers.splice(0).map((close) => close()))
})

/** Options for a server on loopback that answers as S3 would in a case that the emulator does not have. */
async function answering(listener: RequestListener): Promise<AwsOptions> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return optionsFor((server.address() as AddressInfo).port)
}

function optionsFor(port: number): AwsOptions {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: credentialsOf({ role: 'dataset', names: { metrics: 'bucket' } }),
  }
}

const FILE: StoredFile = { kind: 'file', key: 'live/a.csv', size: 10, etag: '"1"' }

function errorXml(code: string, more = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>said S3</Message>${more}</Error>`
}

describe('s3Store', () => {
  it.each([
    { status: 403, xml: errorXml('AccessDenied'), headers: {}, code: 'ACCESS_DENIED', says: 's3:ListBucket' },
    {
      status: 301,
      xml: errorXml('PermanentRedirect'),
      headers: { 'x-amz-bucket-region': 'eu-west-1' },
      code: 'BUCKET_IN_OTHER_REGION',
      says: 'The bucket is in eu-west-1, but us-east-1 is in use',
    },
    { status: 404, xml: errorXml('NoSuchBucket'), headers: {}, code: 'BUCKET_MISSING', says: 'no such bucket' },
    { status: 403, xml: errorXml('InvalidAccessKeyId'), headers: {}, code: 'CREDENTIALS_MISSING', says: 'AWS_PROFILE' },
    { status: 403, xml: errorXml('ExpiredToken'), headers: {}, code: 'CREDENTIALS_MISSING', says: 'Sign in' },
    { status: 400, xml: errorXml('InvalidArgument'), headers: {}, code: 'READ_FAILED', says: 'said S3' },
  ])('turns $status into $code', async ({ status, xml, headers, code, says }) => {
    const options = await answering((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(xml)
    })
    const error = await selectInterval(s3Store('bucket', options), 'live/').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, place: 's3://bucket/live/' })
    expect(String(error)).toContain(says)
  })

  it('names the action to allow when objects may be listed but not read', async () => {
    const options = await answering((_request, response) => void response.writeHead(403).end(errorXml('AccessDenied')))
    await expect(Array.fromAsync(s3Store('bucket', options).open(FILE))).rejects.toThrow(
      /s3:GetObject.*\[ACCESS_DENIED\]/,
    )
  })

  it('says that S3 is asked too often', async () => {
    const options = await answering((_request, response) => {
      response.writeHead(503, { 'content-type': 'application/xml' }).end(errorXml('SlowDown'))
    })
    await expect(selectInterval(s3Store('bucket', options), 'live/')).rejects.toMatchObject({
      code: 'THROTTLED',
      place: 's3://bucket/live/',
    })
  })

  it('says that nobody answers', async () => {
    const options = await answering(() => undefined)
    await closers.pop()!()
    await expect(selectInterval(s3Store('bucket', options), 'live/')).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('says that no region, or no credentials, are set', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL']) {
      vi.stubEnv(name, undefined)
    }
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config')
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials')
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    await expect(selectInterval(s3Store('bucket'), 'live/')).rejects.toMatchObject({ code: 'REGION_UNKNOWN' })
    const { credentials: _, ...anonymous } = optionsFor(1)
    await expect(selectInterval(s3Store('bucket', anonymous), 'live/')).rejects.toMatchObject({
      code: 'CREDENTIALS_MISSING',
    })
  })

  it('goes on where a connection broke off', async () => {
    const ranges: (string | undefined)[] = []
    const options = await answering((request, response) => {
      ranges.push(request.headers.range)
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1])
      const rest = '0123456789'.slice(from)
      response.writeHead(206, { 'content-length': rest.length })
      if (from >= 6) response.end(rest)
      else response.write(rest.slice(0, 3), () => request.socket.destroy())
    })
    const bytes = await Array.fromAsync(s3Store('bucket', options).open(FILE))
    expect(Buffer.concat(bytes).toString()).toBe('0123456789')
    expect(ranges).toEqual(['bytes=0-9', 'bytes=3-9', 'bytes=6-9'])
  })

  it('gives up on a connection that always breaks off', async () => {
    const options = await answering((request, response) => {
      response.writeHead(206, { 'content-length': 10 })
      response.write('0', () => request.socket.destroy())
    })
    await expect(Array.fromAsync(s3Store('bucket', options).open(FILE))).rejects.toMatchObject({
      code: expect.stringMatching(/UNREACHABLE|READ_FAILED/),
    })
  })
})
