import { GetObjectCommand, paginateListObjectsV2, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callRecorder, requestsOf, type SdkCall } from '../../../policies/prove/index.ts'

describe('callRecorder', () => {
  let server: Server
  let client: S3Client
  const calls: SdkCall[] = []
  let requests = 0
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests++
      const second = request.url!.includes('continuation-token')
      if (request.url!.includes('list-type')) {
        const page = second ? '' : '<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>'
        response.end(`<ListBucketResult>${page}</ListBucketResult>`)
      } else response.writeHead(500).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    client = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 3,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    })
    const caller = { role: 'arn:aws:iam::123456789012:role/r', session: 's' }
    const place = { partition: 'aws', region: 'us-east-1', account: '123456789012' }
    client.middlewareStack.use(
      callRecorder((call) => {
        requestsOf(call, caller, { place })
        calls.push(call)
      }),
    )
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  it('sees each page of a listing, with its input', async () => {
    calls.length = 0
    await Array.fromAsync(paginateListObjectsV2({ client }, { Bucket: 'b', Prefix: 'p/' }))
    expect(calls).toMatchObject([
      { service: 'S3', operation: 'ListObjectsV2', input: { Bucket: 'b', Prefix: 'p/' } },
      { service: 'S3', operation: 'ListObjectsV2', input: { ContinuationToken: 't' } },
    ])
  })

  it('sees a call that fails, once for all its repetitions', async () => {
    calls.length = 0
    requests = 0
    await expect(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))).rejects.toThrow()
    expect(requests).toBe(3)
    expect(calls).toHaveLength(1)
  })

  it('stops a call that it cannot map, before anything is sent', async () => {
    requests = 0
    await expect(client.send(new PutBucketPolicyCommand({ Bucket: 'b', Policy: '{}' }))).rejects.toMatchObject({
      code: 'OPERATION_UNMAPPED',
    })
    expect(requests).toBe(0)
  })
})
