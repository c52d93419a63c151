import { describe, expect, it } from 'vitest'
import { groupId, timeSeriesId } from '../../../engine/anomalies/identity.ts'

const GENERATION = '5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11'

describe('groupId', () => {
  it('is a UUID of version 8 made of SHA-256', () => {
    // Python 3.11 hashlib over ["shop","5f0c8d0e-6a52-4d0c-9a5e-2f1b8f3a7c11","revenue",1772445600000]
    expect(groupId('shop', GENERATION, 'revenue', 1_772_445_600_000)).toBe('b08fc9e1-8c46-8f21-ae37-17a2ea63cbac')
  })

  it('differs by detector, generation, measure and onset', () => {
    const ids = [
      groupId('shop', GENERATION, 'revenue', 0),
      groupId('shop2', GENERATION, 'revenue', 0),
      groupId('shop', `${GENERATION}2`, 'revenue', 0),
      groupId('shop', GENERATION, 'views', 0),
      groupId('shop', GENERATION, 'revenue', 3_600_000),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

describe('timeSeriesId', () => {
  it('is a SHA-512 of detector, measure and dimension values', () => {
    // Python 3.11 hashlib over ["shop","revenue",[["marketplace","Türkiye"],["platform","pc"]]] in UTF-8
    expect(timeSeriesId('shop', 'revenue', ['marketplace', 'platform'], ['Türkiye', 'pc'])).toBe(
      'aba9981c6f7765af7c411a782cb34f5252005ee6ef4adb3d7cbe274ed2cdff8de4e90669e48993d22a77c17647515c2725c2acf075220a1bd37a793ab998924d',
    )
  })

  it('does not depend on the order of the dimensions, and does on which value is whose', () => {
    const id = timeSeriesId('shop', 'revenue', ['marketplace', 'platform'], ['a', 'b'])
    expect(timeSeriesId('shop', 'revenue', ['platform', 'marketplace'], ['b', 'a'])).toBe(id)
    expect(timeSeriesId('shop', 'revenue', ['platform', 'marketplace'], ['a', 'b'])).not.toBe(id)
  })
})
