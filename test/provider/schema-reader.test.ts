import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { breakingChanges } from '../../scripts/provider-schema/breaking-changes.ts'
import { providerSchema } from '../../scripts/provider-schema/index.ts'
import type { PackageSchema } from '../../scripts/provider-schema/pulumi-schema.ts'

const root = join(import.meta.dirname, '../..')

describe('providerSchema', () => {
  const { schema, structural } = providerSchema('test/provider/fixtures/lamp.ts')
  const { resources, types } = schema
  const lamp = resources['crowsnest:index:Lamp']!
  const inputs = lamp.inputProperties

  it('has the components that a module exports, and no other class', () => {
    expect(Object.keys(resources)).toEqual(['crowsnest:index:Lamp'])
    expect(lamp).toMatchObject({ isComponent: true, description: 'A lamp.' })
  })

  it('joins the lines of a docstring and adds the default', () => {
    expect(inputs['title']).toEqual({ type: 'string', description: 'Its name; unique in a room.' })
    expect(inputs['brightness']).toEqual({
      description: 'How bright. Default: dim.',
      $ref: '#/types/crowsnest:index:Brightness',
    })
  })

  it('takes the text of the type where a property has none', () => {
    expect(inputs['stand']!.description).toBe('Where it stands: one of table and wall.')
  })

  it('requires what is not optional', () => {
    expect(lamp.requiredInputs).toEqual(['title', 'stand'])
    expect(lamp.required).toEqual(['shines', 'place', 'previous'])
  })

  it('makes numbers integers but those with the tag @fraction', () => {
    expect([inputs['power']!.type, inputs['share']!.type]).toEqual(['integer', 'number'])
  })

  it('marks primitives that have to be known as plain, and nothing else', () => {
    const plain = Object.entries(inputs).filter(([, property]) => property.plain === true)
    expect(plain.map(([key]) => key)).toEqual(['share', 'on'])
  })

  it('knows which objects and lists have to be known, for the provider', () => {
    expect(structural).toEqual(['Lamp.bulb', 'TableStand.on'])
  })

  it('makes unions of texts enums with names that programs can use', () => {
    expect(types['crowsnest:index:Brightness']).toEqual({
      type: 'string',
      description: 'How bright: `dim` or `bright`.',
      enum: [
        { name: 'Bright', value: 'bright' },
        { name: 'Dim', value: 'dim' },
      ],
    })
    expect(types['crowsnest:index:Colour']).toMatchObject({
      enum: [
        { name: 'None', value: '' },
        { name: 'Dark_blue', value: 'dark-blue' },
        { name: 'Red', value: 'red' },
      ],
    })
  })

  it('makes a choice of objects one object that takes one of the keys, through a mapped type too', () => {
    expect(types['crowsnest:index:Stand']).toMatchObject({
      description: 'Where it stands: one of table and wall.',
      properties: {
        table: { $ref: '#/types/crowsnest:index:TableStand', description: 'On a table.' },
        wall: { type: 'object', additionalProperties: { $ref: 'pulumi.json#/Any' } },
      },
      required: [],
    })
  })

  it('names a type that is written in place after its property', () => {
    expect(inputs['bulb']).toEqual({ $ref: '#/types/crowsnest:index:LampBulb', description: 'The bulb.' })
    expect(types['crowsnest:index:LampBulb']).toMatchObject({ required: ['socket'] })
  })

  it('reads types that hold themselves', () => {
    expect(types['crowsnest:index:TableStand']).toMatchObject({
      properties: { on: { type: 'array', items: { $ref: '#/types/crowsnest:index:TableStand' } } },
    })
  })

  it('makes fields of a class outputs, and a component among them a reference', () => {
    expect(Object.keys(lamp.properties)).toEqual(['shines', 'table', 'place', 'previous'])
    expect(lamp.properties['previous']).toMatchObject({ $ref: '#/resources/crowsnest:index:Lamp' })
  })

  it('makes choices in what outputs hold texts: YAML hands on no output with an enum', () => {
    expect(types['crowsnest:index:TableStand']).toMatchObject({
      properties: { material: { type: 'string', description: 'What it is made of. One of oak, steel.' } },
    })
    expect(Object.keys(types)).not.toContain('crowsnest:index:TableStandMaterial')
  })

  it('gives an output the type that it can be passed on as', () => {
    expect(lamp.properties['place']).toMatchObject({ $ref: '#/types/crowsnest:index:Stand' })
    expect(Object.keys(types)).not.toContain('crowsnest:index:OnTable')
  })

  it.each([
    { field: 'readonly a: string | number', says: /LampArgs\.a is `string \| number`: a choice has to be/ },
    { field: 'readonly a: readonly [string, string]', says: /LampArgs\.a is a tuple: make it a list\./ },
    { field: 'readonly a: () => void', says: /LampArgs\.a is a function; .* put it in `transform`\./ },
    { field: 'readonly a: pulumi.Input<Date>', says: /LampArgs\.a is a Date\./ },
    { field: 'readonly a: import("@pulumi/aws/s3/index.js").Bucket', says: /LampArgs\.a has a type that was not read/ },
    { field: 'readonly a: pulumi.CustomResource', says: /LampArgs\.a is a CustomResource, a class/ },
    { field: 'readonly a: pulumi.Input<Like>', from: 'like', says: /LampArgs\.a is like .*:Nothing \(@like\)/ },
    { field: 'readonly a: { readonly b: bigint }', says: /LampA\.b is `bigint`/ },
    { field: "readonly a: '!' | '?'", says: /"!" is a choice without a name/ },
    { field: 'readonly a: Lamp', from: 'interface', says: /LampArgs\.a makes a type .*:Lamp, .* name of a component/ },
  ])('refuses $field and says where', ({ field, from, says }) => {
    const code = `import * as pulumi from '@pulumi/pulumi'
      ${from === 'like' ? '/** @like Nothing */ export interface Like { readonly x: string }' : ''}
      ${from === 'interface' ? 'namespace inner { export interface Lamp { readonly x: string } }' : ''}
      export interface LampArgs { ${from === 'interface' ? field.replace('Lamp', 'inner.Lamp') : field} }
      export class Lamp extends pulumi.ComponentResource {
        constructor(name: string, args: LampArgs) { super('fixture:index:Lamp', name, args) }
      }`
    expect(() => schemaOf(code)).toThrow(says)
  })
})

describe('breakingChanges', () => {
  const before = providerSchema('test/provider/fixtures/lamp.ts').schema

  it('finds nothing in an equal schema, nor in one with more to it', () => {
    expect(breakingChanges(before, before)).toEqual([])
    const more = changed((schema) => {
      const { inputProperties, properties } = schema.resources['crowsnest:index:Lamp']
      inputProperties['more'] = { type: 'string', description: '' }
      properties['more'] = { type: 'string', description: '' }
      schema.types['crowsnest:index:Brightness'].enum.push({ name: 'Blinding', value: 'blinding' })
    })
    expect(breakingChanges(before, more)).toEqual([])
  })

  it.each<{ change: (schema: Draft) => void; says: string }>([
    { change: (s) => delete s.resources['crowsnest:index:Lamp'], says: 'crowsnest:index:Lamp: is gone.' },
    { change: (s) => delete s.types['crowsnest:index:Stand'], says: 'crowsnest:index:Stand: is gone.' },
    {
      change: (s) => delete s.resources['crowsnest:index:Lamp'].inputProperties['power'],
      says: 'crowsnest:index:Lamp.power: is gone.',
    },
    {
      change: (s) => (s.resources['crowsnest:index:Lamp'].inputProperties['power'].type = 'string'),
      says: 'crowsnest:index:Lamp.power: was integer and is string.',
    },
    {
      change: (s) => s.resources['crowsnest:index:Lamp'].requiredInputs.push('power'),
      says: 'crowsnest:index:Lamp.power: is required now.',
    },
    {
      change: (s) => delete s.resources['crowsnest:index:Lamp'].properties['shines'],
      says: 'crowsnest:index:Lamp output.shines: is gone.',
    },
    {
      change: (s) => s.resources['crowsnest:index:Lamp'].required.shift(),
      says: 'crowsnest:index:Lamp output.shines: may be missing now.',
    },
    {
      change: (s) => s.types['crowsnest:index:Brightness'].enum.pop(),
      says: 'crowsnest:index:Brightness: "dim" is gone.',
    },
    {
      change: (s) => delete s.types['crowsnest:index:TableStand'].properties['legs'],
      says: 'crowsnest:index:TableStand.legs: is gone.',
    },
  ])('finds: $says', ({ change, says }) => {
    expect(breakingChanges(before, changed(change))).toEqual([says])
  })

  function changed(change: (schema: Draft) => void): PackageSchema {
    const copy = structuredClone(before)
    change(copy as unknown as Draft)
    return copy
  }
})

/** A schema to change. */
interface Draft {
  readonly resources: Record<
    string,
    {
      inputProperties: Record<string, Property>
      properties: Record<string, Property>
      requiredInputs: string[]
      required: string[]
    }
  >
  readonly types: Record<string, { properties: Record<string, Property>; enum: { name: string; value: string }[] }>
}
type Property = { type: string; description: string }

function schemaOf(code: string): PackageSchema {
  const folder = mkdtempSync(join(import.meta.dirname, 'fixtures/made-'))
  try {
    writeFileSync(join(folder, 'lamp.ts'), code)
    return providerSchema(relative(root, join(folder, 'lamp.ts'))).schema
  } finally {
    rmSync(folder, { recursive: true })
  }
}
