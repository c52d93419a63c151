import { AwsProvider } from '@cdktf/provider-aws/lib/provider/index.js'
import { App, TerraformStack, Testing } from 'cdktf'
import { TEST_PLACE } from '../../components/fake-aws.ts'

/** A configuration of Terraform, by type and by address. */
export interface Configuration {
  readonly resource: Blocks
  readonly data: Blocks
  readonly provider: Readonly<Record<string, readonly unknown[]>>
  readonly output: Readonly<Record<string, { readonly value: unknown }>>
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>

/** Properties of a resource, as Terraform gets them. */
export type Block = Readonly<Record<string, unknown>>

/** A resource of a program. */
export interface TerraformResource {
  readonly type: string
  /** `aws_iam_role.engine_role_8612C84C` */
  readonly address: string
  /** Ids of its construct and of those around it: `engine/role`. */
  readonly path: string
  readonly properties: Block
}

/** What CDKTF makes of a program. */
export interface Synthesis {
  /** Text of `cdk.tf.json`. */
  readonly json: string
  readonly configuration: Configuration
  readonly resources: readonly TerraformResource[]
  /** Warnings that CDKTF would print. */
  readonly warnings: readonly string[]
}

/** Synthesises a stack with a provider in the region of the tests. */
export function synthesise(program: (stack: TerraformStack) => void, region: string = TEST_PLACE.region): Synthesis {
  const stack = new TerraformStack(new App({ skipValidation: true }), 'test')
  void new AwsProvider(stack, 'aws', { region })
  program(stack)
  const json = Testing.synth(stack, true)
  const configuration = { resource: {}, data: {}, output: {}, ...JSON.parse(json) } as Configuration
  const paths = new Map(
    stack.node
      .findAll()
      .flatMap((node): [string, string][] =>
        'friendlyUniqueId' in node && 'terraformResourceType' in node
          ? [
              [
                `${String(node.terraformResourceType)}.${String(node.friendlyUniqueId)}`,
                node.node.path.replace('test/', ''),
              ],
            ]
          : [],
      ),
  )
  const resources = Object.entries(configuration.resource).flatMap(([type, ofType]) =>
    Object.entries(ofType).map(([id, properties]) => {
      const address = `${type}.${id}`
      return { type, address, path: paths.get(address)!, properties }
    }),
  )
  const warnings = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === '@cdktf/warn')
    .map(({ data }) => String(data))
  return { json, configuration, resources, warnings }
}

/** The resource whose construct has a path. */
export function resourceAt({ resources }: Synthesis, path: string): TerraformResource {
  const found = resources.filter((one) => one.path === path)
  if (found.length === 1) return found[0]!
  throw new Error(`${found.length} resources are at ${path}, among\n${resources.map((one) => one.path).join('\n')}`)
}
