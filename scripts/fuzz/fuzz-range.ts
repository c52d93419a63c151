import { minimised } from './minimise.ts'
import { mutatedInput } from './mutate.ts'
import { randomOf } from './random.ts'
import type { FuzzTarget } from './target.ts'
import { tryInput, type Trouble } from './try-input.ts'

/** Inputs of one parser, by number: each can be made again from the seed and its number. */
export interface FuzzRange {
  readonly parser: string
  readonly seed: number
  readonly from: number
  /** Not included. */
  readonly to: number
}

/** An input that a parser did not stand. */
export interface FuzzFailure extends Trouble {
  readonly index: number
  /** As small as it could be made. */
  readonly input: Uint8Array
}

/** The input of a number. */
export function inputOf(target: FuzzTarget, parser: string, seed: number, index: number): Uint8Array {
  return mutatedInput(target, randomOf(seed, parser, index))
}

/**
 * Tries the inputs of a range.
 *
 * @param onInput - told of each number before its input is tried; false ends the range
 * @returns the first failure of each kind
 */
export async function fuzzRange(
  target: FuzzTarget,
  { parser, seed, from, to }: FuzzRange,
  onInput: (index: number) => boolean = () => true,
  onFailure: (failure: FuzzFailure) => void = () => undefined,
): Promise<readonly FuzzFailure[]> {
  const failures = new Map<string, FuzzFailure>()
  for (let index = from; index < to && onInput(index); index++) {
    const input = inputOf(target, parser, seed, index)
    const trouble = await tryInput(target, input)
    if (trouble === undefined) continue
    const { signature } = trouble
    if (failures.has(signature)) continue
    // Others use the machine, too: what is slow once may be quick, and what waits to be collected may be much once.
    const again = signature === 'slow' || signature === 'memory'
    if (again && (await tryInput(target, input))?.signature !== signature) continue
    const failure = { ...trouble, index, input: await minimised(target, input, signature) }
    failures.set(signature, failure)
    onFailure(failure)
  }
  return [...failures.values()]
}
