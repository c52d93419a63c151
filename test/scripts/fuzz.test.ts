import { describe, expect, it } from 'vitest'
import { fuzzRange, inputOf } from '../../scripts/fuzz/fuzz-range.ts'
import { law, texts, type FuzzTarget } from '../../scripts/fuzz/target.ts'
import { TARGETS, type ParserName } from '../../scripts/fuzz/targets/index.ts'
import { fuzzParser } from '../../scripts/fuzz/watch.ts'

/** Inputs of each parser here: test/cloud/fuzz.test.ts tries more, a night a million. */
const INPUTS = 25

describe('the parsers', () => {
  it.each(Object.keys(TARGETS) as ParserName[])('stand some inputs that nobody foresaw: %s', async (parser) => {
    const target = await TARGETS[parser]()
    const found = await fuzzRange(target, { parser, seed: 9, from: 0, to: INPUTS })
    expect(found.filter(({ signature }) => signature !== 'slow')).toEqual([])
  })
})

describe('the fuzzer', () => {
  const range = { parser: 'planted', seed: 1, from: 0, to: 3000 }

  it('makes the same inputs of a seed, and others of another', () => {
    const target = planted(() => undefined, 'json')
    const some = (seed: number): readonly string[] =>
      Array.from({ length: 20 }, (_, index) => Buffer.from(inputOf(target, 'p', seed, index)).toString('base64'))
    expect(some(1)).toEqual(some(1))
    expect(some(1)).not.toEqual(some(2))
  })

  it('finds an error of the wrong kind, and makes its input small', async () => {
    const [failure] = await fuzzRange(
      planted((input) => {
        if (Buffer.from(input).includes('zq')) throw new TypeError('planted')
      }),
      range,
    )
    expect(failure?.text).toContain('planted')
    expect(Buffer.from(failure!.input).toString()).toBe('zq')
  })

  it('finds a broken law, and prototypes that were changed', async () => {
    const broken = await fuzzRange(
      planted((input) => law(input.length !== 7, () => 'seven')),
      range,
    )
    expect(broken.map(({ text }) => text)).toEqual([expect.stringContaining('OracleError: seven')])
    const polluted = await fuzzRange(
      planted(() => void Object.assign(Object.prototype, { planted: 1 })),
      { ...range, to: 1 },
    )
    delete (Object.prototype as { planted?: number }).planted
    expect(polluted.map(({ signature }) => signature)).toEqual(['pollution'])
  })

  it('counts memory that is left only when the same input leaves it again', async () => {
    let runs = 0
    let kept: ArrayBuffer | undefined
    const target = planted(() => {
      if (++runs === 5) kept = new ArrayBuffer(300 << 20)
    })
    expect(await fuzzRange(target, { ...range, to: 20 })).toEqual([])
    // Each of the 20 once, and the one that left something once more.
    expect([runs, kept?.byteLength]).toEqual([21, 300 << 20])
  })

  it('runs in a process of its own until its time is over', async () => {
    const { inputs, failures } = await fuzzParser('timestamp', 3, 300)
    expect({ inputs, failures }).toEqual({ inputs: 300, failures: [] })
  })
})

function planted(run: FuzzTarget['run'], shape: FuzzTarget['shape'] = 'bytes'): FuzzTarget {
  return { corpus: texts('{"name":"abc","list":[1,2,3]}'), tokens: ['zq', '__proto__'], shape, run }
}
