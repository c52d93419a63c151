import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type ts from 'typescript'
import { documentationOf } from './documentation.ts'
import { packageMetadata, type Manifest } from './package-metadata.ts'
import { readComponents, type ComponentType } from './program.ts'
import type { PackageSchema, ResourceSchema, TypeSchema } from './pulumi-schema.ts'
import { typeReader } from './type-reader.ts'

/** What the provider knows of the components. */
export interface ProviderSchema {
  readonly schema: PackageSchema
  /** Arguments whose structure a component has to know when it is made, such as `Detector.alerts`. */
  readonly structural: readonly string[]
}

/**
 * The schema of the provider: what components there are for every Pulumi language, with what they take and give. Read from the
 * `*Args` interfaces and the fields of the component classes:
 *
 * - the text of a property is its docstring, with `@default`; types without a text of their own are told by it
 * - `pulumi.Input<T>` and `pulumi.Output<T>` are T; a primitive without them is `plain`, so that programs know it when they run
 * - a number is an integer, unless its docstring has the tag `@fraction`
 * - unions of literals are enums, but texts in what outputs hold; a union of objects with one key each is an object that takes one of the keys
 * - a type is called as its interface or alias is, without `Args`; one that is written in place gets the name of its property
 * - an output whose type has the tag `@like ChannelSpec` is a ChannelSpec, so that programs with types can pass it on as one
 * - `transform` takes functions and is left out
 *
 * @param file - the module that exports the components, from the root of the repository
 * @throws for types that a Pulumi schema cannot express, saying where and what to write instead
 */
export function providerSchema(file = 'components/index.ts'): ProviderSchema {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as Manifest
  const { checker, components } = readComponents(file)
  // First as if programs passed everything on, to learn what outputs have.
  const first = read(manifest, checker, components, { has: () => true })
  return read(manifest, checker, components, passedOnTypes(first.schema))
}

function read(
  manifest: Manifest,
  checker: ts.TypeChecker,
  components: readonly ComponentType[],
  passedOn: Pick<ReadonlySet<string>, 'has'>,
): ProviderSchema {
  const names = components.map(({ name }) => name)
  const reader = typeReader(checker, manifest.name, names, passedOn)
  const resources = components.map(({ name, symbol, args, instance }): [string, ResourceSchema] => {
    const inputs = reader.shapeOf(args, `${name}Args`, 'input')
    const outputs = reader.shapeOf(instance, name, 'output')
    return [
      `${manifest.name}:index:${name}`,
      {
        description: documentationOf(checker, symbol),
        isComponent: true,
        inputProperties: inputs.properties,
        requiredInputs: inputs.required,
        properties: outputs.properties,
        required: outputs.required,
      },
    ]
  })
  return {
    schema: { ...packageMetadata(manifest), types: reader.types(), resources: Object.fromEntries(resources) },
    structural: reader.structural(),
  }
}

/** Names of the types that outputs have, at any depth. */
function passedOnTypes({ resources, types }: PackageSchema): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = ({ $ref, items, additionalProperties }: TypeSchema): void => {
    if (items !== undefined) visit(items)
    if (additionalProperties !== undefined) visit(additionalProperties)
    const type = $ref === undefined ? undefined : types[$ref.replace('#/types/', '')]
    const name = $ref?.slice($ref.lastIndexOf(':') + 1)
    if (type === undefined || name === undefined || found.has(name) || 'enum' in type) return
    found.add(name)
    for (const property of Object.values(type.properties)) visit(property)
  }
  for (const { properties } of Object.values(resources))
    for (const property of Object.values(properties)) visit(property)
  return found
}

/** `provider/structural.generated.ts`. */
export function structuralSource({ structural }: ProviderSchema): string {
  return `// Generated from the arguments of the components by \`npm run generate\`; edit those instead.

/** Objects and lists that a component has to know while the program runs, of components and types; their parts may still be to come. */
export const STRUCTURAL: ReadonlySet<string> = new Set([${structural.map((name) => `'${name}'`).join(', ')}])
`
}
