import { visit } from 'jsonc-parser'
import { parseDocument } from 'yaml'
import type { Io } from './io.ts'
import { readSpecText } from './spec-file.ts'

/** A file is neither JSON nor YAML that can be read without a guess. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Reads a JSON or YAML file.
 *
 * @param file - as the user named it; `-` is standard input
 * @throws {SpecFileError} when it cannot be read
 * @throws {DataFileError} DATA_SYNTAX, DATA_KEY_TWICE or DATA_TOO_DEEP
 */
export async function readDataFile(file: string, io: Io): Promise<unknown> {
  return parseData(await readSpecText(file, io), file)
}

/**
 * Parses JSON or YAML; what begins with `{` or `[` is JSON first.
 *
 * @param file - its name, for errors
 */
export function parseData(text: string, file: string): unknown {
  const tooDeep = (cause?: unknown): DataFileError =>
    new DataFileError('DATA_TOO_DEEP', `${file} is nested too deeply. Flatten it.`, { cause })
  let value: unknown
  try {
    const json = /^\s*[[{]/.test(text) ? parseJson(text, file) : undefined
    value = (json ?? parseYaml(text, file)).value
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw tooDeep(error)
  }
  if (isDeep(value)) throw tooDeep()
  return value
}

/** Deeper than any request, policy or template; what looks at a value calls itself for each level. */
const DEEPEST = 200

function isDeep(value: unknown): boolean {
  let level: readonly object[] = [value].filter(isNested)
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    // Aliases of YAML may name one object many times.
    level = [...new Set(level.flatMap((nested) => Object.values(nested).filter(isNested)))]
  }
  return level.length > 0
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

interface Parsed {
  readonly value: unknown
}

/** Undefined when it is not JSON; it may be YAML's flow style then. */
function parseJson(text: string, file: string): Parsed | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
  const keys: Set<string>[] = []
  visit(text, {
    onObjectBegin: () => void keys.push(new Set()),
    onObjectEnd: () => void keys.pop(),
    onObjectProperty(key, _offset, _length, line) {
      if (keys.at(-1)!.has(key)) throw keyTwice(file, key, line + 1)
      keys.at(-1)!.add(key)
    },
  })
  return { value }
}

function parseYaml(text: string, file: string): Parsed {
  const document = parseDocument(text, { merge: true, stringKeys: true, logLevel: 'error' })
  const [error] = document.errors
  if (error !== undefined) {
    const [message = ''] = error.message.split('\n')
    if (error.code === 'DUPLICATE_KEY')
      throw new DataFileError('DATA_KEY_TWICE', `${file}: ${message} Keep one of them.`)
    throw new DataFileError('DATA_SYNTAX', `${file} is neither JSON nor YAML: ${message}`, { cause: error })
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown }
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause
    throw new DataFileError('DATA_SYNTAX', `${file} cannot be read: ${cause.message}.`, { cause })
  }
}

function keyTwice(file: string, key: string, line: number): DataFileError {
  return new DataFileError(
    'DATA_KEY_TWICE',
    `${file}: line ${line} has the key "${key}" a second time. Keep one of them.`,
  )
}
