import type { ITerraformDependable, TerraformMetaArguments, TerraformProvider, TerraformResource } from 'cdktf'
import type { Construct } from 'constructs'
import type { Tags } from './common-args.ts'
import type { LateValues } from './late-values.ts'

/** What all resources of a construct have in common. */
export interface Surroundings {
  readonly late: LateValues
  readonly provider: TerraformProvider | undefined
  /** Where it is not that of the provider. */
  readonly region: string | undefined
  readonly tags: Tags | undefined
}

/** What a resource is given beside its properties. */
export interface ChildOptions {
  readonly dependsOn?: readonly ITerraformDependable[]
  readonly lifecycle?: TerraformMetaArguments['lifecycle']
}

/** Makes a resource of a construct: with the late values that stand in for others in its properties. */
export function child<Config extends TerraformMetaArguments, R extends TerraformResource>(
  Type: new (scope: Construct, id: string, config: Config) => R,
  scope: Construct,
  id: string,
  properties: Omit<Config, keyof TerraformMetaArguments>,
  { late, provider }: Pick<Surroundings, 'late' | 'provider'>,
  { dependsOn = [], lifecycle }: ChildOptions = {},
): R {
  const config = {
    ...late.restore(properties),
    ...(provider !== undefined && { provider }),
    ...(dependsOn.length > 0 && { dependsOn: [...dependsOn] }),
    ...(lifecycle !== undefined && { lifecycle }),
  }
  // The properties that are left out above are those added here.
  return new Type(scope, id, config as unknown as Config)
}

/** Properties of a resource that lies in a region. */
export function here({ region }: Surroundings): { readonly region?: string } {
  return region === undefined ? {} : { region }
}

/** Properties of a resource that lies in a region and can have tags. */
export function tagged(surroundings: Surroundings): { readonly region?: string; readonly tags?: Tags } {
  const { tags } = surroundings
  return { ...here(surroundings), ...(tags !== undefined && { tags }) }
}
