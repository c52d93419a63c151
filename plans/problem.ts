import { PolicyError } from '../policies/index.ts'

/** Something that is wrong with an argument. */
export interface Problem {
  /** Where: `network.subnetIds[1]`. */
  readonly path: string
  /** What is wrong and what to do. */
  readonly reason: string
}

/** A path of keys and indexes as programmers write it: `alerts[0].dimensions["shop kind"]`. */
export function propertyPath(path: readonly (string | number)[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'string' && /^[a-zA-Z_$][\w$]*$/.test(part)) return index === 0 ? part : `.${part}`
      return `[${JSON.stringify(part)}]`
    })
    .join('')
}

/** What a check of the policies has to say about an argument: nothing, or its problem. Values not known yet pass. */
export function problemOf<T>(path: string, value: T | undefined, check: (value: T) => unknown): readonly Problem[] {
  if (value === undefined) return []
  try {
    check(value)
    return []
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    return [{ path, reason: error.message }]
  }
}
