import { assert as assertLaw, constantFrom, property, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultStateBucket } from '../../plans/index.ts'
import { checkBucket } from '../../policies/index.ts'

const names = stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/)
const regions = constantFrom('us-east-1', 'ap-southeast-2', 'us-gov-west-1', 'us-isob-east-1')

describe('defaultStateBucket', () => {
  it('is a name that S3 takes, whatever the engine is called', () => {
    assertLaw(
      property(names, regions, (engine, region) => {
        const bucket = defaultStateBucket(engine, { partition: 'aws', region, account: '111122223333' })
        checkBucket(bucket)
        expect(bucket).toMatch(new RegExp(`^crowsnest-.*-111122223333-${region}$`))
      }),
    )
  })

  it('tells long names apart by more than their beginning', () => {
    const place = { partition: 'aws', region: 'ap-southeast-2', account: '111122223333' }
    expect(defaultStateBucket(`${'a'.repeat(31)}b`, place)).not.toBe(defaultStateBucket(`${'a'.repeat(31)}c`, place))
    expect(defaultStateBucket('main', place)).toBe('crowsnest-main-111122223333-ap-southeast-2')
    const buckets = ['a-b', 'a_b', 'A-b', 'a-B', 'A_B'].map((engine) => defaultStateBucket(engine, place))
    expect(new Set(buckets).size).toBe(5)
  })
})
