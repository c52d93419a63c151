import { identity } from './lint-text.ts'

/** A text about a condition key. */
export interface KeyArgs {
  key: string
}

/** A text about a condition operator. */
export interface OperatorArgs {
  operator: string
}

/** A text about a value that an operator compares with. */
export interface ValueArgs extends OperatorArgs {
  value: string
}

/** An example: an identity policy that reads a bucket under a condition. */
export function when(operator: string, keys: Readonly<Record<string, unknown>>) {
  return identity({ Condition: { [operator]: keys } })
}
