import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { invalidFields } from './api-error.ts'
import type { OperationName } from './handlers.ts'
import { REQUEST_SCHEMA } from './operations.generated.ts'
import type { Inputs, ValidationExceptionField } from './wire.generated.ts'

/**
 * Checks a request against the constraints of the API reference. Members that are null count as absent, and unknown ones are
 * left out, as the original service did.
 *
 * @param members - as the request had them; not changed
 * @throws {ApiError} ValidationException with a field for each violation
 */
export function checkedInput<O extends OperationName>(operation: O, members: unknown): Inputs[O] {
  const input = withoutNulls(members)
  const validate = ajv.getSchema(`wire#/$defs/${operation}Request`)
  if (validate === undefined) throw new Error(`The schema of ${operation} is missing: run npm run generate.`)
  // Unknown members are removed from `input`, which is a copy.
  if (validate(input) !== true) throw invalidFields(fieldsOf(validate.errors ?? [], input))
  return input as Inputs[O]
}

const ajv = new Ajv2020({ allErrors: true, removeAdditional: true, verbose: true })
ajv.addSchema(REQUEST_SCHEMA)

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  )
}

/** One field for each place, with all that is wrong there. */
function fieldsOf(errors: readonly ErrorObject[], input: unknown): readonly ValidationExceptionField[] {
  const fields = new Map<string, string[]>()
  for (const error of errors) {
    const text = constraintText(error)
    if (text === null) continue
    const name = fieldName(error, input)
    fields.set(name, [...(fields.get(name) ?? []), text])
  }
  return [...fields].map(([Name, texts]) => ({ Name, Message: texts.join('; ') }))
}

/** `MetricList[0].MetricName`. */
function fieldName({ instancePath, keyword, params, propertyName }: ErrorObject, input: unknown): string {
  const last = keyword === 'required' ? String(params['missingProperty']) : propertyName
  const parts = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let name = ''
  let at = input
  for (const part of [...parts, ...(last === undefined ? [] : [last])]) {
    name += Array.isArray(at) ? `[${part}]` : `${name === '' ? '' : '.'}${part}`
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[part] : undefined
  }
  return name
}

/** What the value has to be; null where another error says it. */
function constraintText({ keyword, params, schema, data }: ErrorObject): string | null {
  const limit = Number(params['limit'])
  switch (keyword) {
    case 'required':
      return 'it is required'
    case 'type':
      return `it must be ${TYPE_NOUNS[String(params['type'])] ?? String(params['type'])}`
    case 'enum':
      return `it must be one of ${(schema as readonly unknown[]).join(', ')}; it is ${shown(data)}`
    case 'pattern':
      return params['pattern'] === '\\S'
        ? 'it must hold something that is not blank'
        : `it must match the pattern ${String(params['pattern'])}; it is ${shown(data)}`
    case 'minLength':
      return `it must have at least ${counted(limit, 'character')}`
    case 'maxLength':
      return `it must have at most ${counted(limit, 'character')}; it has ${[...String(data)].length}`
    case 'minimum':
      return `it must be at least ${limit}; it is ${shown(data)}`
    case 'maximum':
      return `it must be at most ${limit}; it is ${shown(data)}`
    case 'minItems':
      return `it must have at least ${counted(limit, 'item')}`
    case 'maxItems':
      return `it must have at most ${counted(limit, 'item')}; it has ${(data as readonly unknown[]).length}`
    case 'minProperties':
      return limit === 1 ? 'it must have at least one entry' : `it must have at least ${limit} entries`
    case 'maxProperties':
      return `it must have at most ${limit} entries; it has ${Object.keys(data as object).length}`
    // What follows from the error of a name of an entry.
    case 'propertyNames':
      return null
    default:
      return `it does not fit (${keyword})`
  }
}

const TYPE_NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** A value as JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
