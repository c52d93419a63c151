import { describe, expect, it } from 'vitest'
import { proposeNamespace } from '../../../../engine/sources/inspect/index.ts'
import { checkSpec } from '../../../../spec/index.ts'

function listed(name: string, dimensions: readonly string[], times = 1) {
  return Array.from({ length: times }, () => ({ namespace: 'AWS/Lambda', name, dimensions }))
}

describe('a proposal for a namespace', () => {
  it('takes the dimensions that most metrics have, and the measures that most of those have', () => {
    const metrics = [
      ...listed('Invocations', [], 9),
      ...listed('Invocations', ['FunctionName'], 5),
      ...listed('Duration', ['FunctionName'], 3),
      ...listed('Invocations', ['FunctionName', 'Resource'], 2),
    ]
    const { detector, decisions } = proposeNamespace('lambda', 'AWS/Lambda', metrics, 'cloudwatch://AWS/Lambda')
    expect(detector.dataset).toEqual({
      source: { cloudwatch: { namespace: 'AWS/Lambda' } },
      measures: [
        { column: 'Invocations', aggregation: 'SUM' },
        { column: 'Duration', aggregation: 'AVG' },
      ],
      dimensions: ['FunctionName'],
    })
    expect(checkSpec(detector).findings).toEqual([])
    const { reason } = decisions.find(({ about }) => about === 'dimensions')!
    expect(reason).toBe('8 metrics have exactly these; others have FunctionName, Resource; none')
  })

  it('leaves out more measures than a dataset has', () => {
    const metrics = Array.from({ length: 12 }, (_, i) => listed(`Metric${String(i).padStart(2, '0')}`, [])).flat()
    const { detector, decisions } = proposeNamespace('all', 'Shop', metrics, 'cloudwatch://Shop')
    expect(detector.dataset.measures.length).toBe(10)
    expect(decisions.filter(({ decided }) => decided === 'left out').map(({ about }) => about)).toEqual([
      'column Metric10',
      'column Metric11',
    ])
  })

  it('says that there is nothing', () => {
    expect(() => proposeNamespace('all', 'Shop', [], 'cloudwatch://Shop')).toThrow(
      expect.objectContaining({ code: 'NO_RECORDS' }),
    )
  })
})
