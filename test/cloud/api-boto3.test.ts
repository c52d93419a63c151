import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { startWorld } from '../api/api-world.ts'
import { installPackages } from './python-server.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'

describe('the last boto3 that knows the original service', () => {
  let python: string
  beforeAll(() => {
    python = installPackages({
      title: 'the last boto3 that knows Lookout for Metrics',
      folder: 'boto3',
      requirements: 'boto3-requirements.txt',
    })
  })

  it('declares and activates a detector, and understands what is refused', async () => {
    const world = await startWorld()
    try {
      const script = join(import.meta.dirname, 'boto3_script.py')
      const { stdout } = await promisify(execFile)(python, [script, world.url, ROLE], { timeout: 60_000 })
      expect(JSON.parse(stdout)).toEqual({
        detector: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop',
        status: 'ACTIVATING',
        created: Date.UTC(2026, 10, 28, 12) / 1000,
        offset: 0,
        alert: 'SNS',
        listed: ['shop'],
        tagged: { 'a b': 'c' },
        untagged: {},
        again: {
          error: 'ConflictException',
          code: 'ConflictException',
          message: expect.stringContaining('ACTIVATING'),
          status: 409,
          fields: [],
        },
        unknown: {
          error: 'ResourceNotFoundException',
          code: 'ResourceNotFoundException',
          message: expect.stringContaining('oncallx'),
          status: 400,
          fields: [],
        },
        misfit: {
          error: 'ValidationException',
          code: 'ValidationException',
          message: expect.stringMatching(/^2 validation errors detected: /),
          status: 400,
          fields: ['AnomalyDetectorName', 'AnomalyDetectorConfig.AnomalyDetectorFrequency'],
        },
      })
      expect(world.unexpected).toEqual([])
    } finally {
      await world.stop()
    }
  })
})
