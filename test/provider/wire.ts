/** An output as the engine sends it to a provider: with what it depends on and whether it is secret. */
export function outputValue(
  value: unknown,
  { dependencies = [], secret = false }: { readonly dependencies?: readonly string[]; readonly secret?: boolean } = {},
): Readonly<Record<string, unknown>> {
  return { [SIGNATURE]: OUTPUT, value, dependencies: [...dependencies], secret }
}

/** An output that is not known yet. */
export function unknownOutput(...dependencies: readonly string[]): Readonly<Record<string, unknown>> {
  return { [SIGNATURE]: OUTPUT, dependencies }
}

/** A value that is not known yet, where the program's language sent no more than that. */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const OUTPUT = 'd0e6a833031e9bbcd3f4e8bde6ca49a4'
