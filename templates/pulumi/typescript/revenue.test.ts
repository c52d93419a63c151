import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSpec } from 'crowsnest/spec'
import { revenueSpec } from './revenue.ts'

test('nothing is wrong with the spec of the detector', () => {
  const { findings } = checkSpec({ detector: 'revenue', ...revenueSpec('some-bucket') })
  assert.deepEqual(findings, [])
})
