import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import schema from './detector.schema.json' with { type: 'json' }

/** How the schema is compiled. */
export const VALIDATOR_OPTIONS: Options = {
  allErrors: true,
  verbose: true,
  strict: true,
  strictTypes: false,
  keywords: ['x-finding'],
}

/**
 * What the validator has against a value; none when the schema accepts it. The schema is compiled at the first call, which takes
 * time: the engine's bundle has this module with the compiled schema in place of the compiler.
 */
export function schemaErrors(value: unknown): readonly ErrorObject[] {
  validate ??= new Ajv2020(VALIDATOR_OPTIONS).compile(schema)
  return validate(value) ? [] : (validate.errors ?? [])
}

let validate: ValidateFunction | undefined
