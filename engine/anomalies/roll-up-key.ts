import type { Layer, RollUpValues } from '../layers/index.ts'

/** What tells the roll-ups of a measure apart. */
export function rollUpKey({ layer, values }: { readonly layer: Layer; readonly values: RollUpValues }): string {
  return `${layer} ${JSON.stringify(values)}`
}
