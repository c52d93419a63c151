import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { breakingChanges } from '../../scripts/provider-schema/breaking-changes.ts'
import { providerSchema } from '../../scripts/provider-schema/index.ts'
import type { PackageSchema, PropertySchema, TypeSchema } from '../../scripts/provider-schema/pulumi-schema.ts'

const committed = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../provider/schema.json'), 'utf8'),
) as PackageSchema
const { name, types, resources } = committed

/** Every property of every component and type, with its place. */
const properties: readonly (readonly [string, PropertySchema])[] = [
  ...Object.entries(resources).flatMap(([token, { inputProperties, properties: outputs }]) => [
    ...entriesOf(token, inputProperties),
    ...entriesOf(`${token} output`, outputs),
  ]),
  ...Object.entries(types).flatMap(([token, type]) => ('enum' in type ? [] : entriesOf(token, type.properties))),
]

describe('provider/schema.json', () => {
  it('has nothing that would break programs of today; a wanted change is written by `npm run generate`', () => {
    expect(breakingChanges(committed, providerSchema().schema)).toEqual([])
  })

  it('refers to types and components that it has', () => {
    const ours = [
      ...Object.keys(types).map((token) => `#/types/${token}`),
      ...Object.keys(resources).map((token) => `#/resources/${token}`),
    ]
    const known = new Set([...ours, 'pulumi.json#/Any', 'pulumi.json#/Archive', 'pulumi.json#/Asset'])
    const refs = properties.flatMap(([place, property]) => refsIn(property).map((ref) => `${place}: ${ref}`))
    expect(refs.length).toBeGreaterThan(0)
    expect(refs.filter((line) => !known.has(line.split(': ')[1]!))).toEqual([])
  })

  it('explains every argument, output and field in whole sentences', () => {
    expect(
      properties
        .filter(([, { description }]) => !/^[A-Z0-9`].*[.)]$/su.test(description))
        .map(([place, { description }]) => `${place}: ${description}`),
    ).toEqual([])
  })

  it('explains every component and type', () => {
    const all = [...Object.entries(resources), ...Object.entries(types)]
    expect(all.filter(([, { description }]) => !description.endsWith('.')).map(([token]) => token)).toEqual([])
  })

  it('requires nothing that it does not have', () => {
    const lists = [
      ...Object.entries(resources).flatMap(([token, resource]) => [
        ...resource.requiredInputs
          .filter((key) => resource.inputProperties[key] === undefined)
          .map((key) => `${token}.${key}`),
        ...resource.required.filter((key) => resource.properties[key] === undefined).map((key) => `${token}.${key}`),
      ]),
      ...Object.entries(types).flatMap(([token, type]) =>
        'enum' in type
          ? []
          : type.required.filter((key) => type.properties[key] === undefined).map((key) => `${token}.${key}`),
      ),
    ]
    expect(lists).toEqual([])
  })

  it('holds each exported component, as one', () => {
    expect(Object.values(resources).every(({ isComponent }) => isComponent)).toBe(true)
    expect(Object.keys(resources)).toContain(`${name}:index:Engine`)
  })

  it('leaves out what only TypeScript has', () => {
    expect(properties.filter(([place]) => place.endsWith('.transform'))).toEqual([])
  })
})

function entriesOf(
  owner: string,
  all: Readonly<Record<string, PropertySchema>>,
): readonly (readonly [string, PropertySchema])[] {
  return Object.entries(all).map(([key, property]) => [`${owner}.${key}`, property] as const)
}

function refsIn({ $ref, items, additionalProperties }: TypeSchema): readonly string[] {
  return [
    ...($ref === undefined ? [] : [$ref]),
    ...(items === undefined ? [] : refsIn(items)),
    ...(additionalProperties === undefined ? [] : refsIn(additionalProperties)),
  ]
}
