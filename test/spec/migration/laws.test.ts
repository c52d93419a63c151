import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { migrate, type Migration } from '../../../spec/migration/index.ts'
import { inputFiles } from './inputs.ts'

const FILES = inputFiles(...readdirSync(join(import.meta.dirname, 'inputs')))
/** Those that a mutation can go into. */
const DOCUMENTS = FILES.filter(({ name }) => /\.(json|tfstate)$/.test(name)).map(
  ({ text }) => JSON.parse(text) as unknown,
)

/** Values that files have where nobody expects them. */
const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    true,
    [],
    {},
    [null],
    '<<X>>',
    { Ref: 'X' },
    { 'Fn::Sub': '${X}' },
    { 'Fn::If': [] },
    { 'Fn::Join': 7 },
    { 'Fn::GetAtt': [] },
    { 'Fn::FindInMap': [{}] },
    { 'Fn::Select': [0] },
    { Ref: ['X'] },
    { __proto__: null },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

function places(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value)
  return [path, ...keys.flatMap((key) => places((value as Record<string | number, unknown>)[key], [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

function soundly({ detectors, findings }: Migration): void {
  for (const { text, spec, findings: own } of detectors) {
    const errors = [...findings, ...own].filter(({ level }) => level === 'error')
    expect(spec !== null || errors.length > 0).toBe(true)
    expect(() => parse(text) as unknown).not.toThrow()
  }
  for (const { message, help } of findings) expect(`${message} ${help}`).not.toMatch(/undefined|\[object Object/)
}

describe('a migration', () => {
  it('never throws, whatever stands at one place of a file, and never leaves a spec unusable in silence', () => {
    const mutated = fc
      .constantFrom(...DOCUMENTS)
      .chain((document) => fc.tuple(fc.constant(document), fc.constantFrom(...places(document)), ODD))
      .map(([document, path, by]) => JSON.stringify(replaced(document, path, by)))
    fc.assert(
      fc.property(mutated, (text) => soundly(migrate([{ name: 'given', text }]))),
      { numRuns: 1_500 },
    )
  })

  it('never throws for texts that break off or have something else in them', () => {
    const broken = fc
      .constantFrom(...FILES)
      .chain(({ text }) => fc.tuple(fc.constant(text), fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 6 })))
      .map(([text, at, gone, by]) => text.slice(0, at) + by + text.slice(at + gone))
    fc.assert(
      fc.property(broken, (text) => soundly(migrate([{ name: 'given', text }]))),
      { numRuns: 600 },
    )
    fc.assert(fc.property(fc.string(), (text) => soundly(migrate([{ name: 'given', text }]))))
  })

  it('says the same of files in another order, but for what it takes from the first', () => {
    const files = inputFiles('api-detector.json', 'api-dataset.json', 'api-alert.json', 'api-tags.json')
    const texts = fc.shuffledSubarray([...files], { minLength: files.length })
    fc.assert(
      fc.property(texts, (given) => {
        const [detector] = migrate(given).detectors
        expect(parse(detector!.text)).toEqual(parse(migrate(files).detectors[0]!.text))
      }),
      { numRuns: 24 },
    )
  })

  it('makes of what is given for a placeholder the spec that the value itself would make', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{2,20}$/)
    fc.assert(
      fc.property(name, (bucket) => {
        const file = inputFiles('s3-csv.yaml')[0]!
        const given = migrate([file], { parameters: new Map([['DataBucket', bucket]]) })
        const text = file.text.replace(
          'DataBucket: { Type: String }',
          `DataBucket: { Type: String, Default: '${bucket}' }`,
        )
        expect(given.detectors[0]!.text).toBe(migrate([{ ...file, text }]).detectors[0]!.text)
      }),
      { numRuns: 30 },
    )
  })
})
