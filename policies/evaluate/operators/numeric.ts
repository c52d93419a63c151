import { typedComparison, type Comparison } from './operator.ts'

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/

/** A comparison of integers or decimals; both sides come as texts. */
export function numeric(compare: (request: number, policy: number) => boolean): Comparison {
  return typedComparison(readNumber, 'a number', compare)
}

function readNumber(text: string): number | undefined {
  const number = NUMBER.test(text.trim()) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}
