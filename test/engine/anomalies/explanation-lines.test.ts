import { describe, expect, it } from 'vitest'
import { causeLines, sliceLines } from '../../../engine/anomalies/index.ts'

const DIMENSIONS = ['country', 'platform']
const slice = { values: ['de', null], metrics: 5, change: -0.984, share: 1 }

describe('sliceLines', () => {
  it.each([
    { slices: [slice], said: ['country de: -98 % (5 metrics)'] },
    {
      slices: [
        { ...slice, values: ['us', 'web'], metrics: 1, change: 9, share: 0.84 },
        { ...slice, share: 0.16 },
      ],
      said: [
        'country us, platform web: +900 % (1 metric, 84 % of what is explained)',
        'country de: -98 % (5 metrics, 16 % of what is explained)',
      ],
    },
    { slices: [{ ...slice, missing: 5, change: -1 }], said: ['country de: no data (5 metrics)'] },
    { slices: [{ ...slice, missing: 2 }], said: ['country de: -98 % (5 metrics, 2 without data)'] },
    { slices: [{ ...slice, values: [null, null], metrics: 1200 }], said: ['everything: -98 % (1,200 metrics)'] },
    { slices: undefined, said: [] },
  ])('says $said', ({ slices, said }) => {
    const group = { metricCount: 6, ...(slices && { slices }) }
    expect(sliceLines(group, DIMENSIONS).map(({ text, detail }) => `${text} (${detail})`)).toEqual(said)
  })

  it('says nothing of a single metric, which explains itself', () => {
    expect(sliceLines({ metricCount: 1, slices: [slice] }, DIMENSIONS)).toEqual([])
  })
})

describe('causeLines', () => {
  const visits = { measure: 'visits', percent: 84, lagIntervals: 2, anomalous: true }
  const returns = { measure: 'returns', percent: 0, lagIntervals: 1, anomalous: false }

  it('says causes with their share and what is unknown, effects, and what moves together', () => {
    const causes = { causes: [visits], effects: [returns], movesTogether: ['latency', 'load'], unknownPercent: 16 }
    expect(causeLines({ causes }).map(({ text, detail }) => `${text}|${detail}`)).toEqual([
      'visits may cause it: 84 %|2 intervals before, anomalous itself',
      'unknown: 16 %|',
      'returns may follow|1 interval later',
      'moves together with latency, load|',
    ])
  })

  it('says of an effect that has shown already how much of it is due to the group', () => {
    const causes = { causes: [], effects: [{ ...returns, percent: 40 }], movesTogether: [], unknownPercent: 100 }
    expect(causeLines({ causes }).map(({ text }) => text)).toEqual(['returns may follow: 40 % of what it did'])
  })

  it('says nothing where no link is known', () => {
    expect(causeLines({})).toEqual([])
  })
})
