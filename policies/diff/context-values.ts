import {
  addressRange,
  operatorParts,
  readMoment,
  type CompiledStatement,
  type VariableLookup,
} from '../evaluate/index.ts'
import { representatives, type Symbols } from './representatives.ts'
import { TEXT_SHAPE } from './shapes.ts'
import { arnSymbols, exampleOf, textSymbols } from './symbols.ts'

/** A value of a condition key in a request; null means that the request does not have the key. */
export type CandidateValue = readonly string[] | null

/** A condition, and whether its policy has variables. */
export interface ConditionToMeet {
  readonly condition: CompiledStatement['conditions'][number]
  readonly variables: boolean
}

/** Sets of more classes of values are tried as single values, pairs and the whole. */
const MOST_FOR_ALL_SETS = 5

/**
 * Values of a key that stand for all values: for every outcome of the conditions on it, one that has this outcome.
 *
 * @param conditions - all conditions of both policies on the key
 */
export function candidateValues(
  conditions: readonly ConditionToMeet[],
  lookup: VariableLookup,
): readonly CandidateValue[] {
  const single = [
    ...new Set([...texts(conditions, lookup), ...numbersAndDates(conditions), ...conditions.flatMap(typedValues)]),
  ]
  const sets = conditions.some(({ condition: { operator } }) => operatorParts(operator).quantifier !== null)
    ? setsOf(single)
    : []
  return [...single.map((value) => [value]), ...sets, null]
}

function texts(conditions: readonly ConditionToMeet[], lookup: VariableLookup): readonly string[] {
  const patterns: Symbols[] = []
  const preferred: string[] = []
  for (const {
    condition: { operator, values },
    variables,
  } of conditions) {
    const { base } = operatorParts(operator)
    for (const value of values) {
      const symbols = base.startsWith('string')
        ? textSymbols(value, base.endsWith('like'), variables, lookup)
        : base.startsWith('arn')
          ? arnSymbols(value, variables, lookup)
          : null
      if (symbols === null) continue
      patterns.push(symbols)
      if (!value.includes('${')) preferred.push(exampleOf(value))
      if (base.endsWith('ignorecase')) preferred.push(value.toUpperCase(), value.toLowerCase())
    }
  }
  const typed = conditions.some(
    ({ condition: { operator } }) => !/^(?:string|arn|null)/.test(operatorParts(operator).base),
  )
  // Texts that other operators cannot read need no representatives; only what stands in the policies may be one.
  if (typed) return preferred
  return [...new Set([...representatives(patterns, TEXT_SHAPE, ['example', ...preferred]), ...preferred])]
}

/** Between the numbers of all conditions, and between their dates. */
function numbersAndDates(conditions: readonly ConditionToMeet[]): readonly string[] {
  const valuesOf = (kind: string): readonly string[] =>
    conditions.flatMap(({ condition: { operator, values } }) =>
      operatorParts(operator).base.startsWith(kind) ? values : [],
    )
  const moments = valuesOf('date').map((value) => readMoment(value) ?? Number.NaN)
  return [
    ...around(valuesOf('numeric').map(Number)).map(String),
    ...around(moments).map((each) => new Date(each).toISOString()),
  ]
}

function typedValues({ condition: { operator, values } }: ConditionToMeet): readonly string[] {
  const { base } = operatorParts(operator)
  if (base === 'bool') return ['true', 'false']
  if (base === 'binaryequals') return [...values, 'Y3Jvd3NuZXN0']
  if (base === 'ipaddress' || base === 'notipaddress') return [...values.flatMap(addresses), '192.0.2.1', '2001:db8::1']
  return []
}

/** Each number and one below, between and above. */
function around(numbers: readonly number[]): readonly number[] {
  const sorted = [...new Set(numbers.filter(Number.isFinite))].toSorted((one, other) => one - other)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return []
  return [
    first - 1,
    ...sorted.flatMap((each, i) => (i + 1 < sorted.length ? [each, (each + sorted[i + 1]!) / 2] : [each])),
    last + 1,
  ]
}

/** The first address of a range and those beside its ends. */
function addresses(text: string): readonly string[] {
  const range = addressRange(text)
  if (range === undefined) return []
  const { bits, first, last } = range
  return [first, last, first - 1n, last + 1n]
    .filter((each) => each >= 0n && each < 1n << BigInt(bits))
    .map((each) => (bits === 32 ? fourText(each) : sixText(each)))
}

function fourText(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.')
}

function sixText(address: bigint): string {
  return Array.from({ length: 8 }, (_, i) => ((address >> BigInt(16 * (7 - i))) & 0xffffn).toString(16)).join(':')
}

function setsOf(values: readonly string[]): readonly (readonly string[])[] {
  if (values.length <= MOST_FOR_ALL_SETS) {
    return Array.from({ length: 2 ** values.length }, (_, bits) => values.filter((_value, i) => (bits >> i) % 2 === 1))
  }
  const pairs = values.flatMap((one, i) => values.slice(i + 1).map((other) => [one, other]))
  return [[], ...pairs, values]
}
