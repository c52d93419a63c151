/** A parser to be tried with inputs that nobody foresaw. */
export interface FuzzTarget {
  /** Inputs as they should be, which others are made of. */
  readonly corpus: readonly Uint8Array[]
  /** Pieces of text that mean something to the parser. */
  readonly tokens: readonly string[]
  /** `json`: inputs are JSON, and are changed as values too. */
  readonly shape: 'bytes' | 'json'
  /**
   * Parses an input and checks what came of it.
   *
   * @throws whatever the parser should not have thrown, or an OracleError
   */
  run(input: Uint8Array): void | Promise<void>
}

/** An answer of a parser contradicts what is always true of it. */
export class OracleError extends Error {
  override readonly name = 'OracleError'
}

/** @throws {OracleError} unless a law holds */
export function law(holds: boolean, text: () => string): void {
  if (!holds) throw new OracleError(text())
}

/** Does what may fail with an error of its own kind, and with no other. */
export async function mayFail(
  kinds: readonly (abstract new (...args: never[]) => Error)[],
  action: () => unknown,
): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (kinds.some((kind) => error instanceof kind)) return
    throw error
  }
}

/** Texts as inputs. */
export function texts(...each: readonly string[]): readonly Uint8Array[] {
  return each.map((text) => Buffer.from(text))
}
