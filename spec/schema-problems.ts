import type { ErrorObject } from 'ajv/dist/2020.js'
import { show } from './finding-text.ts'
import { schemaErrors } from './schema-errors.ts'
import { problem, type Path, type Problem } from './problem.ts'
import { placesOfKey } from './schema-places.ts'
import { nearestDuration, nearestInterval, nearestKey, nearestValue } from './suggestions.ts'

/** Codes that the schema gives to its own constraints by `x-finding`; all are told by the value alone. */
const VALUE_CODES = [
  'NAME_INVALID',
  'COLUMN_NAME_INVALID',
  'S3_PATH_INVALID',
  'DELIMITER_INVALID',
  'THRESHOLD_OUT_OF_RANGE',
  'SNS_TOPIC_INVALID',
  'LAMBDA_FUNCTION_INVALID',
  'SERVICE_ROLE_INVALID',
  'WEBHOOK_URL_INVALID',
  'SOURCE_NAME_INVALID',
  'DATABASE_IDENTIFIER_INVALID',
  'WORKGROUP_ARN_INVALID',
  'REGION_INVALID',
  'SECRET_INVALID',
  'KEY_ARN_INVALID',
  'VARIABLE_INVALID',
  'FLOW_NAME_INVALID',
  'TIMEOUT_INVALID',
  'UNTIL_INVALID',
  'STATISTIC_INVALID',
] as const

/**
 * What the schema has against a value: one problem for each thing that is wrong, none for what follows from it.
 * Constraints that need more words than a schema has (tags) are left to the rules.
 */
export function schemaProblems(value: unknown): readonly Problem[] {
  const problems = new Map<string, Problem>()
  for (const error of schemaErrors(value)) {
    const found = toProblem(error, value)
    if (found) problems.set(JSON.stringify([found.code, found.path]), found)
  }
  return [...problems.values()]
}

interface SchemaError extends Omit<ErrorObject, 'params' | 'parentSchema'> {
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema: {
    readonly 'x-finding'?: string
    readonly properties?: Readonly<Record<string, unknown>>
  } & Readonly<Record<string, unknown>>
}

function toProblem(raw: ErrorObject, root: unknown): Problem | null {
  const error = raw as SchemaError
  const path = pathOf(error.instancePath, root)
  if (error.propertyName !== undefined || error.keyword === 'propertyNames') return null
  switch (error.keyword) {
    case 'type':
      return typeProblem(error, path)
    case 'required':
      return missingProblem(error, path)
    case 'additionalProperties':
      return unknownKeyProblem(String(error.params['additionalProperty']), error, path)
    case 'minProperties':
      return problem('CHOICE_MISSING', path, { choices: knownKeys(error) })
    case 'maxProperties':
      return error.parentSchema['x-finding'] === undefined ? ambiguousProblem(error, path) : null
    case 'minItems':
      return problem('LIST_EMPTY', path, {})
    default:
      return valueProblem(error, path)
  }
}

/** ajv writes paths as JSON pointers; indexes of lists become numbers again. */
function pathOf(pointer: string, root: unknown): Path {
  let at: unknown = root
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
      const segment = Array.isArray(at) ? Number(key) : key
      at = (at as Readonly<Record<string | number, unknown>>)[segment]
      return segment
    })
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a mapping of keys to values',
  integer: 'a whole number',
  boolean: 'true or false',
}

function typeProblem(error: SchemaError, path: Path): Problem {
  const expected = TYPE_NAMES[String(error.params['type'])] ?? String(error.params['type'])
  if (path.length === 0) return problem('SPEC_NOT_A_MAPPING', path, { kind: kindOf(error.data) })
  if (error.parentSchema['x-finding'] === 'OFFSET_INVALID' && typeof error.data === 'number') {
    return problem('OFFSET_INVALID', path, { got: error.data, suggestion: nearestDuration(error.data) })
  }
  if (error.parentSchema['x-finding'] === 'THRESHOLD_OUT_OF_RANGE' && typeof error.data === 'number') {
    return problem('THRESHOLD_OUT_OF_RANGE', path, { got: error.data })
  }
  return problem(
    'TYPE_WRONG',
    path,
    { expected, got: plain(error.data), kind: kindOf(error.data) },
    error.data === null ? 'key' : 'value',
  )
}

function missingProblem(error: SchemaError, path: Path): Problem | null {
  const key = String(error.params['missingProperty'])
  const others = Object.keys(error.data as object).filter((other) => !knownKeys(error).includes(other))
  // A misspelt key is reported as such; that it is then missing says nothing new.
  if (others.some((other) => nearestKey(other, [key]) === key)) return null
  return problem('FIELD_MISSING', [...path, key], { key }, 'key')
}

function unknownKeyProblem(key: string, error: SchemaError, path: Path): Problem {
  const known = knownKeys(error)
  const at = [...path, key]
  const free = known.filter((name) => !Object.hasOwn(error.data as object, name) && name !== '$schema')
  const suggestion = nearestKey(key, free)
  const places = suggestion === null ? placesOfKey(key, path) : []
  return problem(
    'FIELD_UNKNOWN',
    at,
    { key, known: known.filter((name) => name !== '$schema'), suggestion, places },
    'key',
  )
}

function ambiguousProblem(error: SchemaError, path: Path): Problem | null {
  const keys = Object.keys(error.data as object)
  const meant = keys.filter((key) => knownKeys(error).includes(key))
  return meant.length < 2 ? null : problem('CHOICE_AMBIGUOUS', path, { keys: meant })
}

function valueProblem(error: SchemaError, path: Path): Problem | null {
  const got = plain(error.data)
  const own = error.parentSchema['x-finding']
  const code = VALUE_CODES.find((name) => name === own)
  if (code !== undefined) return problem(code, path, { got })
  if (own === 'INTERVAL_UNKNOWN') return problem(own, path, { got, suggestion: nearestInterval(got) })
  if (own === 'OFFSET_INVALID') return problem(own, path, { got, suggestion: nearestDuration(got) })
  if (own !== undefined) return null
  switch (error.keyword) {
    case 'enum': {
      const allowed = error.params['allowedValues'] as readonly unknown[]
      return problem('VALUE_UNKNOWN', path, { got, allowed, suggestion: nearestValue(got, allowed) })
    }
    case 'minLength':
    case 'pattern':
      return problem('TEXT_BLANK', path, { got })
    case 'maxLength':
      return problem('TEXT_TOO_LONG', path, { length: String(got).length, limit: Number(error.params['limit']) })
    default: {
      const { minimum = null, maximum = null } = error.parentSchema as { minimum?: number; maximum?: number }
      return problem('NUMBER_OUT_OF_RANGE', path, { got, min: minimum, max: maximum })
    }
  }
}

function knownKeys(error: SchemaError): readonly string[] {
  return Object.keys(error.parentSchema.properties ?? {})
}

/** A value for the arguments of a finding, which are small plain data: of long collections only their kind. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    return ['string', 'number', 'boolean'].includes(typeof value) || value === null ? value : typeof value
  }
  return isPlainData(value, 3) && show(value).length < 60 ? value : kindOf(value)
}

/** Without cycles, as its depth is bounded, and without what JSON does not have. */
function isPlainData(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return ['string', 'number', 'boolean'].includes(typeof value)
  const prototype: unknown = Object.getPrototypeOf(value)
  const plainObject = Array.isArray(value) || prototype === Object.prototype || prototype === null
  return depth > 0 && plainObject && Object.values(value).every((child) => isPlainData(child, depth - 1))
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'a mapping' : 'a single value'
}
