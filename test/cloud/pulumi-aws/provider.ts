import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { checkInputs, type InputProblem, resourceSchema, TYPE_RULES } from '../../aws-schema/index.ts'
import { readPulumiValue, UNKNOWN } from '../../aws-schema/pulumi-value.ts'
import { isAutoNamed, named, type Naming } from './auto-name.ts'
import { type Clients, clientsWith } from './clients.ts'
import { type Difference, differences, refreshedInputs, same } from './compare.ts'
import { type Config, partitionOf } from './config.ts'
import type { Context, Handler } from './handler.ts'
import { handlerOf, NOT_EMULATED } from './handlers/index.ts'
import { defined, isValues, json, type Tags, type Values } from './values.ts'

/** A difference with what Pulumi has to do about it. */
export interface Change extends Difference {
  readonly replaces: boolean
  /** Whether the program changed an input, or only AWS or the provider's settings differ. */
  readonly ofInput: boolean
}

/** What is to be done about a resource. */
export interface Decision {
  readonly changes: readonly Change[]
  /** Properties that make a new resource. */
  readonly replaces: readonly string[]
  readonly deleteBeforeReplace: boolean
}

/** Tells the person at the command of something. */
export type Warn = (message: string, urn: string) => void

/** A stand-in for Pulumi's AWS provider: checks as AWS does, decides as the real provider does and works on an emulator. */
export class AwsProvider {
  private readonly config: Config
  private readonly warn: Warn
  private readonly clients = new Map<string, Clients>()
  private readonly notEmulated: Readonly<Record<string, string>>
  private account: Promise<string> | undefined

  constructor(config: Config, warn: Warn, notEmulated = NOT_EMULATED) {
    this.config = config
    this.warn = warn
    this.notEmulated = notEmulated
  }

  /**
   * Completes and checks inputs.
   *
   * @throws when `@pulumi/aws` has no such type
   */
  async check(
    type: string,
    news: Values,
    olds: Values,
    naming: Naming,
  ): Promise<{ inputs: Values; problems: readonly InputProblem[] }> {
    const found = await handlerOf(type)
    const inputs = named(withTextDocuments(type, news), olds, found?.name, naming)
    const problems = checkInputs(type, inputs)
    if (problems.length > 0 || found !== undefined || Object.hasOwn(this.notEmulated, type)) return { inputs, problems }
    const message = `the stand-in of the AWS provider has no handler of ${type}: write one in test/cloud/pulumi-aws/handlers`
    return { inputs, problems: [{ path: '', message }] }
  }

  /** Compares a resource with what the program wants now. */
  async diff(type: string, state: Values, olds: Values, news: Values): Promise<Decision> {
    const { replaceOn, replaceWhen = [] } = TYPE_RULES[type] ?? { replaceOn: [] }
    const replacing = new Set([...replaceOn, ...replaceWhen.filter(({ when }) => when(news)).map(({ path }) => path)])
    const ofInputs = differences(olds, withoutOwnRegion(news, olds, state)).map((difference) => ({
      ...difference,
      replaces: replacing.has(topOf(difference.path)),
      ofInput: true,
    }))
    const ofTags = this.tagDifferences(type, state, news).filter(
      ({ path }) => !ofInputs.some((difference) => difference.path === path.replace('tagsAll', 'tags')),
    )
    const changes = [...ofInputs, ...ofTags]
    const replaces = [...new Set(changes.filter((change) => change.replaces).map(({ path }) => topOf(path)))]
    const name = (await handlerOf(type))?.name?.property
    const keepsName = name !== undefined && !isAutoNamed(news, name) && same(news[name], olds[name])
    return { changes, replaces, deleteBeforeReplace: replaces.length > 0 && keepsName }
  }

  /** Another set of default tags concerns resources whose inputs stay. */
  private tagDifferences(type: string, state: Values, news: Values): Change[] {
    const { tagsAll: now } = state
    const { tagsAll: wanted } = this.allTags(type, news)
    if (!isValues(now) || wanted === undefined) return []
    return differences(now, wanted, 'tagsAll').map((difference) => ({
      ...difference,
      replaces: false,
      ofInput: false,
    }))
  }

  /** What a new resource will be, as far as one can know. */
  previewCreate(type: string, inputs: Values): Values {
    const { outputs } = resourceSchema(type)
    const unknown = Object.entries(outputs)
      .filter(([name, { required }]) => required && inputs[name] === undefined)
      .map(([name]) => [name, UNKNOWN])
    const region = Object.hasOwn(outputs, 'region') && { region: this.config.region }
    return { ...Object.fromEntries(unknown), ...region, ...withoutMarks(inputs), ...this.allTags(type, inputs) }
  }

  /** All tags, where the type has them and they are known. */
  private allTags(type: string, { tags = {} }: Values): Values {
    const some = Object.hasOwn(resourceSchema(type).outputs, 'tagsAll') && isKnown(tags)
    return some ? { tagsAll: { ...this.config.defaultTags, ...(tags as Tags) } } : {}
  }

  /** What a resource will be after an update, as far as one can know. */
  async previewUpdate(type: string, state: Values, news: Values): Promise<Values> {
    const { inputs } = resourceSchema(type)
    const computed = Object.entries(state).filter(([name]) => !Object.hasOwn(inputs, name) || news[name] === undefined)
    const volatile = ((await handlerOf(type))?.volatile ?? []).map((name) => [name, UNKNOWN])
    return { ...Object.fromEntries([...computed, ...volatile]), ...withoutMarks(news), ...this.allTags(type, news) }
  }

  /** Makes a resource. */
  async create(type: string, urn: string, inputs: Values): Promise<{ id: string; state: Values }> {
    const context = await this.context(inputs)
    if (Object.hasOwn(this.notEmulated, type)) return this.pretend(type, urn, inputs, context)
    const found = await neededHandler(type)
    const { id, outputs } = await found.create(inputs, context)
    const read = await found.read(id, inputs, context)
    if (read === undefined) throw new Error(`${type} ${id} was made, but the emulator does not know it`)
    return { id, state: this.stateOf(type, { ...inputs, ...outputs }, read, context) }
  }

  /**
   * Looks at a resource.
   *
   * @param state - what Pulumi knows of it; empty when it is imported
   * @returns undefined when it is gone
   */
  async read(
    type: string,
    id: string,
    state: Values,
    olds: Values,
  ): Promise<{ state: Values; inputs: Values } | undefined> {
    if (Object.hasOwn(this.notEmulated, type)) return { state, inputs: olds }
    const context = await this.context({ ...state, ...olds })
    const read = await (await neededHandler(type)).read(id, olds, context)
    if (read === undefined) return undefined
    const now = this.stateOf(type, state, read, context)
    const isImport = Object.keys(olds).length === 0
    const schema = resourceSchema(type)
    const known = { ...read, ...(Object.hasOwn(read, 'tags') && { tags: now['tags'] }) }
    return {
      state: now,
      inputs: isImport ? importedInputs(now, Object.keys(schema.inputs)) : refreshedInputs(olds, known, schema),
    }
  }

  /** Changes a resource. */
  async update(type: string, id: string, state: Values, olds: Values, news: Values): Promise<Values> {
    if (Object.hasOwn(this.notEmulated, type)) return { ...state, ...news }
    const context = await this.context(news)
    const found = await neededHandler(type)
    if (found.update === undefined) throw new Error(`${type} cannot be updated: its rules should replace it`)
    const told = (await found.update(id, news, olds, context)) ?? {}
    const read = await found.read(id, news, context)
    if (read === undefined) throw new Error(`${type} ${id} is gone: run pulumi refresh`)
    const kept = Object.entries(state).filter(([name]) => !Object.hasOwn(resourceSchema(type).inputs, name))
    return this.stateOf(type, { ...Object.fromEntries(kept), ...news, ...told }, read, context)
  }

  /** Removes a resource. */
  async delete(type: string, id: string, inputs: Values): Promise<void> {
    if (Object.hasOwn(this.notEmulated, type)) return
    await (await neededHandler(type)).delete(id, inputs, await this.context(inputs))
  }

  /** Where a resource lives: in its own region, or in the provider's. */
  async context(inputs: Values): Promise<Context> {
    const region = String(inputs['region'] ?? this.config.region)
    const clients = this.clientsIn(region)
    this.account ??= clients(STSClient)
      .send(new GetCallerIdentityCommand({}))
      .then(({ Account }) => Account!)
    const tags = { ...this.config.defaultTags, ...(inputs['tags'] as Tags | undefined) }
    return { ...partitionOf(region), account: await this.account, region, tags, clients }
  }

  private clientsIn(region: string): Clients {
    const { endpoint, credentials } = this.config
    const clients = this.clients.get(region) ?? clientsWith({ endpoint, region, credentials, forcePathStyle: true })
    this.clients.set(region, clients)
    return clients
  }

  /** What was read over what was known; tags split into the resource's own and all. */
  private stateOf(type: string, known: Values, read: Values, { region }: Context): Values {
    const { outputs } = resourceSchema(type)
    const state = { ...known, ...read, ...(Object.hasOwn(outputs, 'region') && { region }) }
    const { tags: all } = read
    if (!isValues(all)) return defined(withoutMarks(state))
    const given = isValues(known['tags']) ? known['tags'] : {}
    const own = Object.entries(all).filter(
      ([key, value]) => Object.hasOwn(given, key) || this.config.defaultTags[key] !== value,
    )
    const tags = own.length > 0 || known['tags'] !== undefined ? Object.fromEntries(own) : undefined
    return defined(withoutMarks({ ...state, tags, ...(Object.hasOwn(outputs, 'tagsAll') && { tagsAll: all }) }))
  }

  private pretend(type: string, urn: string, inputs: Values, { partition, region, account }: Context) {
    const [, service = '', kind = ''] = /^aws:([^/]+)\/([^:]+):/.exec(type) ?? []
    const id = String(inputs['name'] ?? urn.split('::').at(-1))
    const arn = `arn:${partition}:${service}:${region}:${account}:${kind}/${id}`
    this.warn(`not applied: the emulator has no ${this.notEmulated[type]}; its ARN ${arn} is made up`, urn)
    return { id, state: { ...withoutMarks(inputs), ...(resourceSchema(type).outputs['arn'] && { arn }) } }
  }
}

async function neededHandler(type: string): Promise<Handler> {
  const found = await handlerOf(type)
  if (found === undefined) throw new Error(`the stand-in of the AWS provider has no handler of ${type}`)
  return found
}

/** Policies may be given as objects; from here on they are text. */
function withTextDocuments(type: string, inputs: Values): Values {
  const documents = (TYPE_RULES[type]?.values ?? []).filter((rule) => rule.json).map(({ path }) => path)
  const given = documents.filter((path) => isValues(inputs[path]) && readPulumiValue(inputs[path]).kind === 'plain')
  return { ...inputs, ...Object.fromEntries(given.map((path) => [path, json(inputs[path])])) }
}

/** Naming the region in which a resource is already changes nothing, and neither does not naming it any more. */
function withoutOwnRegion(news: Values, olds: Values, state: Values): Values {
  const was = olds['region'] ?? state['region']
  const will = news['region'] ?? was
  return will === was ? { ...news, region: olds['region'] } : news
}

function importedInputs(state: Values, names: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(state).filter(([name, value]) => names.includes(name) && value !== '' && !isEmpty(value)),
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function withoutMarks(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('__')))
}

function topOf(path: string): string {
  return path.split(/[.[]/)[0]!
}

/** Whether nothing in a value waits for an update. */
function isKnown(value: unknown): boolean {
  if (readPulumiValue(value).kind === 'unknown') return false
  return typeof value !== 'object' || value === null || Object.values(value).every(isKnown)
}
