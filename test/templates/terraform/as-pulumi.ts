import { basename } from 'node:path'
import { fakeInvoke, fakeState, TEST_PLACE } from '../../components/fake-aws.ts'
import { RENAMED } from './differences.ts'
import type { Block, Synthesis } from './synthesise.ts'

/** A resource in Pulumi's words. */
export interface Comparable {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
  /** Whether destroying it is prevented, or leaves it behind. */
  readonly isKept: boolean
}

/** Types of Terraform's provider, and the same in Pulumi's, which is made from it. */
export const TYPES: Readonly<Record<string, string>> = {
  aws_cloudwatch_log_group: 'aws:cloudwatch/logGroup:LogGroup',
  aws_default_security_group: 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup',
  aws_eip: 'aws:ec2/eip:Eip',
  aws_iam_role: 'aws:iam/role:Role',
  aws_iam_role_policy: 'aws:iam/rolePolicy:RolePolicy',
  aws_internet_gateway: 'aws:ec2/internetGateway:InternetGateway',
  aws_kms_alias: 'aws:kms/alias:Alias',
  aws_kms_key: 'aws:kms/key:Key',
  aws_lambda_function: 'aws:lambda/function:Function',
  aws_lambda_invocation: 'aws:lambda/invocation:Invocation',
  aws_nat_gateway: 'aws:ec2/natGateway:NatGateway',
  aws_route: 'aws:ec2/route:Route',
  aws_route_table: 'aws:ec2/routeTable:RouteTable',
  aws_route_table_association: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
  aws_s3_bucket: 'aws:s3/bucket:Bucket',
  aws_s3_bucket_lifecycle_configuration: 'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  aws_s3_bucket_ownership_controls: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
  aws_s3_bucket_policy: 'aws:s3/bucketPolicy:BucketPolicy',
  aws_s3_bucket_public_access_block: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  aws_s3_bucket_server_side_encryption_configuration:
    'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  aws_s3_bucket_versioning: 'aws:s3/bucketVersioning:BucketVersioning',
  aws_s3_object: 'aws:s3/bucketObjectv2:BucketObjectv2',
  aws_scheduler_schedule: 'aws:scheduler/schedule:Schedule',
  aws_scheduler_schedule_group: 'aws:scheduler/scheduleGroup:ScheduleGroup',
  aws_security_group: 'aws:ec2/securityGroup:SecurityGroup',
  aws_sfn_state_machine: 'aws:sfn/stateMachine:StateMachine',
  aws_sqs_queue: 'aws:sqs/queue:Queue',
  aws_sqs_queue_policy: 'aws:sqs/queuePolicy:QueuePolicy',
  aws_subnet: 'aws:ec2/subnet:Subnet',
  aws_vpc: 'aws:ec2/vpc:Vpc',
  aws_vpc_endpoint: 'aws:ec2/vpcEndpoint:VpcEndpoint',
}

/** Properties that Pulumi's provider calls otherwise than the same word in camel case. */
const PROPERTIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_lambda_function: { function_name: 'name', filename: 'code' },
  aws_s3_bucket_lifecycle_configuration: { rule: 'rules' },
  aws_s3_bucket_server_side_encryption_configuration: { rule: 'rules' },
}

/** What is of Terraform's language, not of the resource. */
const META = new Set(['depends_on', 'lifecycle', 'provider'])

/**
 * The resources of a configuration in Pulumi's words, once all that they refer to is known: Terraform's references are looked up in what AWS
 * would answer, as the engine for tests does it for Pulumi's.
 */
export function asPulumi({ resources, configuration }: Synthesis): readonly Comparable[] {
  const done = new Map<string, Comparable>()
  const find = (address: string): Comparable => {
    const existing = done.get(address)
    if (existing !== undefined) return existing
    const resource = resources.find((one) => one.address === address)
    if (resource === undefined) throw new Error(`there is no resource ${address}`)
    const type = TYPES[resource.type]
    if (type === undefined) throw new Error(`no type of Pulumi is known for ${resource.type}: add one to TYPES`)
    const name = RENAMED.reduce(
      (text, { terraform, pulumi }) => text.replace(terraform, pulumi),
      `${resource.type}:${resource.path.replaceAll('/', '-')}`,
    ).replace(/^[^:]*:/, '')
    const { lifecycle } = resource.properties as { readonly lifecycle?: { readonly prevent_destroy?: boolean } }
    const inputs = translate(resource.type, resource.properties, evaluate)
    const made = { type, name, inputs, isKept: lifecycle?.prevent_destroy === true }
    done.set(address, made)
    return made
  }
  const evaluate = (expression: string): unknown => {
    const reference = /^(data\.)?(aws_[\w]+)\.([\w-]+)\.(\w+)$/.exec(expression)
    if (reference !== null) {
      const [, data, type, id, attribute] = reference
      if (data !== undefined) return lookUp(configuration, type!, id!, camel(attribute!))
      const { type: token, name, inputs } = find(`${type}.${id}`)
      const state = fakeState(token, name, inputs)
      const key = PROPERTIES[type!]?.[attribute!] ?? camel(attribute!)
      const value = key === 'id' ? state.id : (state.computed[key] ?? inputs[key])
      if (value === undefined) throw new Error(`${expression} is not known: add it to test/components/fake-aws.ts`)
      return value
    }
    const element = /^element\((.*), (\d+)\)$/.exec(expression)
    if (element !== null) return (evaluate(element[1]!) as readonly unknown[])[Number(element[2])]
    if (expression.startsWith('filebase64sha256(')) return expression
    throw new Error(`the tests cannot evaluate ${expression}`)
  }
  return resources.map(({ address }) => find(address))
}

function lookUp(configuration: Configuration, type: string, id: string, attribute: string): unknown {
  if (configuration.data[type]?.[id] === undefined) throw new Error(`there is no data ${type}.${id}`)
  switch (type) {
    case 'aws_caller_identity':
      return TEST_PLACE.account
    case 'aws_availability_zones':
      return fakeInvoke('aws:index/getAvailabilityZones:getAvailabilityZones')[attribute]
    case 'aws_vpc':
      return fakeInvoke('aws:ec2/getVpc:getVpc')[attribute]
    default:
      throw new Error(`no answer is known for the look-up ${type}`)
  }
}

type Configuration = Synthesis['configuration']

function translate(
  type: string,
  properties: Block,
  evaluate: (expression: string) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => !META.has(key) && key !== 'source_code_hash')
      .map(([key, value]) => {
        const known = evaluated(value, evaluate)
        const name = PROPERTIES[type]?.[key] ?? camel(key)
        return [name, name === 'code' ? basename(String(known)) : FREE_KEYS.has(key) ? known : deepCamel(known)]
      }),
  )
}

/** Maps whose keys are the user's or AWS's. */
const FREE_KEYS = new Set(['tags', 'environment'])

/** A value with its expressions evaluated; escaped ones are text. */
function evaluated(value: unknown, evaluate: (expression: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluated(item, evaluate))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, evaluated(part, evaluate)]))
  }
  if (typeof value !== 'string') return value
  const whole = /^\$\{([^{}]*)\}$/.exec(value)
  if (whole !== null) return evaluate(whole[1]!)
  return value
    .replaceAll(/(\$?)\$\{([^{}]*)\}/g, (_, escape: string, text: string) =>
      escape === '$' ? `\${${text}}` : String(evaluate(text)),
    )
    .replaceAll('%%{', '%{')
}

function deepCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCamel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [camel(key), deepCamel(ONCE.has(key) ? onlyItem(part) : part)]),
  )
}

/** Blocks of a rule of a lifecycle, lists for Terraform's types and objects for Pulumi's. */
const ONCE = new Set(['filter', 'noncurrent_version_expiration', 'abort_incomplete_multipart_upload'])

function onlyItem(list: unknown): unknown {
  if (!Array.isArray(list)) return list
  if (list.length !== 1) throw new Error(`a block that is there once at most is there ${list.length} times`)
  return list[0]
}

function camel(text: string): string {
  return text.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * A value by its meaning: JSON in a text is compared as what it says, blocks that are there at most once are no lists, and what is nothing
 * (null, an empty list or mapping) is left out.
 */
export function meaning(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.trim()
    return /^[{[]/.test(text) && isJson(text) ? { json: asSets(JSON.parse(text)) } : value
  }
  if (Array.isArray(value)) {
    const items = value.map(meaning)
    const [only] = items
    return items.length === 1 && typeof only === 'object' && only !== null ? only : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && !(typeof part === 'object' && Object.keys(part).length === 0))
      .map(([key, part]) => [key, meaning(part)]),
  )
}

/** Lists of texts in a policy have no order. */
function asSets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === 'string') ? value.toSorted() : value.map(asSets)
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asSets(part)]))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
