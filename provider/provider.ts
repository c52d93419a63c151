import * as pulumi from '@pulumi/pulumi'
import * as exported from '../components/index.ts'
import { heldBy } from './held.ts'
import { PACKAGE, PACKAGE_TEXT } from './package-schema.ts'
import { readInputs } from './read-inputs.ts'
import { asAnswer, refusal } from './refusal.ts'
import { STRUCTURAL } from './structural.generated.ts'

/** What the SDK waits with before it answers, which it has without saying so in its types. */
const { waitForRPCs } = pulumi.runtime as unknown as { readonly waitForRPCs: () => Promise<void> }

type ComponentClass = new (
  name: string,
  args: object,
  options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource

/** The components by token. */
const COMPONENTS: ReadonlyMap<string, ComponentClass> = new Map(
  Object.entries(exported as Readonly<Record<string, unknown>>)
    .filter((entry): entry is [string, ComponentClass] => isComponentClass(entry[1]))
    .map(([name, Class]) => [`${PACKAGE.name}:index:${name}`, Class]),
)

/** The provider: makes the components for programs in any language. */
export const provider: pulumi.provider.Provider = {
  version: PACKAGE.version,
  schema: PACKAGE_TEXT,
  construct: async (name, type, inputs, options) => {
    const Component = COMPONENTS.get(type)
    const schema = PACKAGE.resources[type]
    if (Component === undefined || schema === undefined) {
      throw new Error(
        `Crowsnest ${PACKAGE.version} has no component ${type}. It has ${[...COMPONENTS.keys()].toSorted().join(', ')}.`,
      )
    }
    const what = `${nameOf(type)} "${name}"`
    const { args, problems } = await readInputs(nameOf(type), inputs, PACKAGE, STRUCTURAL)
    if (problems.length > 0) throw refusal(what, problems)
    try {
      const component = new Component(name, args, options)
      const fields = component as unknown as Readonly<Record<string, unknown>>
      const state = Object.fromEntries(Object.keys(schema.properties).map((key) => [key, fields[key]]))
      await settled(state)
      return { urn: component.urn, state }
    } catch (error) {
      const answer = asAnswer(what, error)
      // What was begun before the refusal has to end first: its failure would be taken for that of another component.
      await waitForRPCs()
      throw answer
    }
  },
}

/** What was wrong with values that came later is thrown as it is, with its paths, not as the failure of a child. */
async function settled(state: Readonly<Record<string, unknown>>): Promise<void> {
  const outputs = Object.values(state).filter((value) => pulumi.Output.isInstance(value))
  await Promise.all(outputs.map((output) => heldBy(output)))
}

function isComponentClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof pulumi.ComponentResource
}

function nameOf(type: string): string {
  return type.slice(type.lastIndexOf(':') + 1)
}
