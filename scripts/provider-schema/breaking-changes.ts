import type { NamedType, PackageSchema, PropertySchema, TypeSchema } from './pulumi-schema.ts'

/**
 * What programs that worked with one schema could trip over with the next.
 *
 * @returns a sentence for each, with the place first; empty when every such program goes on working
 */
export function breakingChanges(before: PackageSchema, after: PackageSchema): readonly string[] {
  return [
    ...Object.entries(before.resources).flatMap(([token, old]) => {
      const now = after.resources[token]
      if (now === undefined) return [`${token}: is gone.`]
      return [
        ...inputChanges(token, old.inputProperties, now.inputProperties, old.requiredInputs, now.requiredInputs),
        ...outputChanges(`${token} output`, old.properties, now.properties, old.required, now.required),
      ]
    }),
    ...Object.entries(before.types).flatMap(([token, old]) => {
      const now = after.types[token]
      return now === undefined ? [`${token}: is gone.`] : typeChanges(token, old, now)
    }),
  ]
}

type Properties = Readonly<Record<string, PropertySchema>>

function inputChanges(
  owner: string,
  before: Properties,
  after: Properties,
  required: readonly string[],
  nowRequired: readonly string[],
): readonly string[] {
  return [
    ...propertyChanges(owner, before, after),
    ...nowRequired.filter((name) => !required.includes(name)).map((name) => `${owner}.${name}: is required now.`),
  ]
}

function outputChanges(
  owner: string,
  before: Properties,
  after: Properties,
  required: readonly string[],
  nowRequired: readonly string[],
): readonly string[] {
  const stillThere = required.filter((name) => after[name] !== undefined)
  return [
    ...propertyChanges(owner, before, after),
    ...stillThere.filter((name) => !nowRequired.includes(name)).map((name) => `${owner}.${name}: may be missing now.`),
  ]
}

function propertyChanges(owner: string, before: Properties, after: Properties): readonly string[] {
  return Object.entries(before).flatMap(([name, old]) => {
    const now = after[name]
    if (now === undefined) return [`${owner}.${name}: is gone.`]
    if (shape(old) === shape(now)) return []
    return [`${owner}.${name}: was ${shape(old)} and is ${shape(now)}.`]
  })
}

/** Types go in and come out: neither a new required field nor one that may be missing is harmless. */
function typeChanges(token: string, before: NamedType, after: NamedType): readonly string[] {
  if ('enum' in before && 'enum' in after) {
    const values = new Set(after.enum.map(({ value }) => value))
    return before.enum
      .filter(({ value }) => !values.has(value))
      .map(({ value }) => `${token}: ${JSON.stringify(value)} is gone.`)
  }
  if ('enum' in before || 'enum' in after) return [`${token}: is no longer the same kind of type.`]
  return [
    ...inputChanges(token, before.properties, after.properties, before.required, after.required),
    ...outputChanges(token, {}, after.properties, before.required, after.required),
  ]
}

/** A type as text: `array of string`. */
function shape({ type, $ref, items, additionalProperties, plain }: TypeSchema): string {
  const fixed = plain === true ? 'plain ' : ''
  if ($ref !== undefined) return `${fixed}${$ref.replace(/^#\/\w+\//, '')}`
  if (items !== undefined) return `${fixed}array of ${shape(items)}`
  if (additionalProperties !== undefined) return `${fixed}map of ${shape(additionalProperties)}`
  return `${fixed}${type}`
}
