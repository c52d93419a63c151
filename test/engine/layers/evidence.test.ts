import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNCALIBRATED } from '../../../engine/layers/calibration.ts'
import { measureScore, neededRaw, type LayerEvidence, type MeasureEvidence } from '../../../engine/layers/index.ts'

const heavy = { points: 2000, excesses: 400, sum: 400, above: 0 } as const

describe('measureScore', () => {
  it('is the statistic itself where the metrics are the only layer', () => {
    expect(measureScore({ layers: [layer('leaf')], calibration: heavy }, [3.2])).toBeCloseTo(3.2, 12)
  })

  it('takes off what several layers cost: half of the rarity for two that know nothing of each other', () => {
    const evidence = { layers: [layer('leaf'), layer('total')], calibration: UNCALIBRATED }
    expect(measureScore(evidence, [3, 0])).toBeCloseTo(3 - Math.log10(2), 12)
    expect(measureScore(evidence, [3, 4])).toBeCloseTo(4 - Math.log10(2), 12)
  })

  it('takes nothing off for single values that are judged beside their siblings, too', () => {
    const layers = (['leaf', 'single', 'relative'] as const).map(layer)
    expect(measureScore({ layers, calibration: UNCALIBRATED }, [3, 0, 0])).toBeCloseTo(3 - Math.log10(2), 12)
    expect(measureScore({ layers, calibration: UNCALIBRATED }, [0, 0, 3])).toBeCloseTo(3 - Math.log10(2), 12)
  })

  it('listens less to a layer whose statistic is often high', () => {
    const evidence = { layers: [layer('leaf'), { ...layer('total'), calibration: heavy }], calibration: UNCALIBRATED }
    expect(measureScore(evidence, [0, 3])).toBeLessThan(measureScore(evidence, [3, 0]))
  })

  it('is 0 without layers', () => {
    expect(measureScore({ layers: [], calibration: UNCALIBRATED }, [])).toBe(0)
  })
})

describe('neededRaw', () => {
  it('is what a layer alone must show for the measure to reach a score', () => {
    const score = fc.double({ min: 0.5, max: 6, noNaN: true })
    fc.assert(
      fc.property(score, fc.integer({ min: 1, max: 5 }), fc.boolean(), (needed, count, isHeavy) => {
        const layers = (['leaf', 'total', 'single', 'pair', 'breadth'] as const).slice(0, count).map(layer)
        const own = { ...layers[0]!, calibration: isHeavy ? heavy : UNCALIBRATED }
        const evidence: MeasureEvidence = { layers: [own, ...layers.slice(1)], calibration: heavy }
        const raws = layers.map((_, k) => (k === 0 ? neededRaw(evidence, own, needed) : 0))
        expect(measureScore(evidence, raws)).toBeCloseTo(needed, 9)
      }),
      { seed: 51 },
    )
  })
})

function layer(name: LayerEvidence['layer']): LayerEvidence {
  return { layer: name, scored: 10, raw: 0, calibration: UNCALIBRATED }
}
