import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { freshBucket, s3Options } from './aws.ts'

describe('the AWS emulator', () => {
  it('keeps an object in a bucket', async () => {
    const client = new S3Client(s3Options())
    const place = { Bucket: await freshBucket(), Key: 'a/b' }
    await client.send(new PutObjectCommand({ ...place, Body: 'text' }))
    const answer = await client.send(new GetObjectCommand(place))
    expect(await answer.Body!.transformToString()).toBe('text')
  })
})
