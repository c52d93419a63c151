import {
  unknownCheckingProxy,
  type Policies,
  type PolicyResource,
  type PolicyResourceOptions,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy'

/** A resource as a test writes it; a policy in its properties may be written as what it is instead of JSON. */
export interface GivenResource {
  readonly type: string
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Type of its parent. */
  readonly below?: string
  /** Names of the resources that properties' values come from. */
  readonly from?: Readonly<Record<string, string>>
  readonly protect?: boolean
  readonly provider?: Readonly<Record<string, unknown>>
}

/** What a policy said, and of which resource. */
export interface Said {
  readonly policy: string
  readonly resource: string
  readonly message: string
}

/** Stands for a value that a preview does not know. */
export const UNKNOWN_TEXT = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

/** What policies say of a stack, called as the host of policy packs calls them. */
export async function judge(
  policies: Policies,
  given: readonly GivenResource[],
  config: Readonly<Record<string, object>> = {},
): Promise<readonly Said[]> {
  const resources = inStack(given)
  const said: Said[] = []
  for (const policy of policies) {
    const say = (message: string, urn = '') =>
      void said.push({ policy: policy.name, resource: urn.split('::').slice(3).join('::'), message })
    const shared = {
      stackTags: new Map<string, string>(),
      getConfig: <T extends object>() => (config[policy.name] ?? {}) as T,
      notApplicable: (): never => {
        throw new NotApplicable()
      },
    }
    if ('validateStack' in policy) {
      await (policy as StackValidationPolicy).validateStack({ resources, ...shared }, say)
      continue
    }
    const { validateResource } = policy as ResourceValidationPolicy
    if (typeof validateResource !== 'function') throw new Error(`${policy.name} judges nothing`)
    for (const resource of resources) {
      try {
        const one = { ...resource, isType: () => false, asType: () => undefined, ...shared }
        await validateResource(one, (message) => say(message, resource.urn))
      } catch (error) {
        if (!(error instanceof NotApplicable)) throw error
      }
    }
  }
  return said
}

class NotApplicable extends Error {}

function inStack(given: readonly GivenResource[]): PolicyResource[] {
  const resources = given.map((one) => ({
    urn: `urn:pulumi:test::shop::${one.below === undefined ? '' : `${one.below}$`}${one.type}::${one.name}`,
    type: one.type,
    name: one.name,
    props: unknownCheckingProxy(one.properties) as Record<string, unknown>,
    opts: { protect: one.protect ?? false } as PolicyResourceOptions,
    ...(one.provider !== undefined && { provider: { type: '', urn: '', name: '', props: one.provider } }),
    dependencies: [],
    propertyDependencies: {} as Record<string, PolicyResource[]>,
    isType: () => false,
    asType: () => undefined,
  }))
  for (const [index, { from = {} }] of given.entries()) {
    for (const [property, name] of Object.entries(from)) {
      resources[index]!.propertyDependencies[property] = resources.filter((resource) => resource.name === name)
    }
  }
  return resources
}
