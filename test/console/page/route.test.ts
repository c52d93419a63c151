import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectorPath, parseRoute } from '../../../engine/console/page/route.ts'

describe('parseRoute', () => {
  it.each([
    ['/', { kind: 'start' }],
    ['/detectors', { kind: 'detectors' }],
    ['/detectors/shop', { kind: 'anomalies', detector: 'shop' }],
    ['/detectors/shop/anomalies', { kind: 'anomalies', detector: 'shop' }],
    ['/detectors/shop/anomalies/a-1', { kind: 'anomaly', detector: 'shop', id: 'a-1' }],
    ['/detectors/shop/log', { kind: 'log', detector: 'shop' }],
    ['/detectors/shop/quality', { kind: 'quality', detector: 'shop' }],
    ['/detectors/shop/alerts', { kind: 'alerts', detector: 'shop' }],
    ['/detectors/shop/alerts/a-1', { kind: 'nowhere' }],
    ['/detectors/shop/secrets', { kind: 'nowhere' }],
    ['/detectors/shop/anomalies/a/b', { kind: 'nowhere' }],
    ['/detectors/%E0%A4%A', { kind: 'nowhere' }],
    ['/elsewhere', { kind: 'nowhere' }],
  ])('takes %s for %o', (path, route) => {
    expect(parseRoute(path)).toEqual(route)
  })

  it('reads back any detector and id that detectorPath wrote', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(name, name, (detector, id) => {
        expect(parseRoute(detectorPath(detector, 'anomalies', id))).toEqual({ kind: 'anomaly', detector, id })
      }),
    )
  })
})
