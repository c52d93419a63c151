/** The JSON of a request's body, or why there is none. */
export type JsonBody =
  | { readonly ok: true; readonly json: unknown }
  /** `reason` continues "The body of the request". */
  | { readonly ok: false; readonly reason: string }

/**
 * Deepest lists and objects within each other. Requests of the API have seven levels; whatever goes through a body calls itself for each level,
 * and a megabyte of brackets would leave no stack.
 */
const DEEPEST = 64

/**
 * Reads the body of a request.
 *
 * @param body - not empty
 */
export function jsonBody(body: Uint8Array): JsonBody {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    return { ok: false, reason: `is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  return isDeep(json)
    ? { ok: false, reason: `has lists and objects within each other more than ${DEEPEST} levels deep` }
    : { ok: true, json }
}

function isDeep(json: unknown): boolean {
  let level: readonly object[] = [json].filter(isNested)
  for (let depth = 0; depth < DEEPEST; depth++) {
    if (level.length === 0) return false
    level = level.flatMap((nested) => Object.values(nested).filter(isNested))
  }
  return level.length > 0
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
