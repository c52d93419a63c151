import { localArn, partitionOf, serviceHost, type AwsPlace } from '../../spec/index.ts'

/** Something of a template that is worked out when a stack is made: `{ Ref: ... }`, `{ 'Fn::If': [...] }`. */
export type Expression = Readonly<Record<string, unknown>>

/** A text that plans are made with in the place of a value that only a stack knows, and what stands for it in the template. */
export interface Stand {
  /** Longest match wins, so that one may be part of another. */
  readonly token: string
  /** As `Fn::Sub` has it: `${AWS::Region}`. */
  readonly text: string
  /** Names in `text` that are neither parameters nor resources. */
  readonly variables?: Readonly<Record<string, Expression>>
}

/** A place that stands for wherever a stack is made. */
export interface SymbolicPlace {
  readonly place: AwsPlace
  readonly symbols: readonly Stand[]
}

/** Regions that do not exist, of each partition: whatever a plan says of them is said of the stack's own. */
const REGIONS: Readonly<Record<string, string>> = {
  aws: 'xx-symbolic-1',
  'aws-cn': 'cn-symbolic-1',
  'aws-us-gov': 'us-gov-symbolic-1',
  'aws-iso': 'us-iso-symbolic-1',
  'aws-iso-b': 'us-isob-symbolic-1',
  'aws-iso-e': 'eu-isoe-symbolic-1',
  'aws-iso-f': 'us-isof-symbolic-1',
  'aws-eusc': 'eusc-symbolic-1',
}

/**
 * The partition that templates for all of them are planned in: the names of its services end in a domain of its own, which tells it
 * from what is the same everywhere.
 */
export const ANY_PARTITION = 'aws-cn'

/**
 * Where a stack is made, for plans.
 *
 * @param partition - where a spec names ARNs or regions of one; default any
 * @throws for a partition that does not exist
 */
export function symbolicPlace(partition: string = ANY_PARTITION): SymbolicPlace {
  const region = REGIONS[partition]
  if (region === undefined || partitionOf(region) !== partition) throw new Error(`no partition "${partition}": a bug`)
  const domain = serviceHost({ partition, region }, 's3').split('.').slice(2).join('.')
  return {
    place: { partition, region, account: accountToken(0) },
    symbols: [
      { token: accountToken(0), text: '${AWS::AccountId}' },
      { token: region, text: '${AWS::Region}' },
      { token: `arn:${partition}:`, text: 'arn:${AWS::Partition}:' },
      // In the standard partition this is the domain of principals, too, which is the same everywhere.
      ...(domain === 'amazonaws.com' ? [] : [{ token: domain, text: '${AWS::URLSuffix}' }]),
    ],
  }
}

/** A name for plans, and what stands for it: a parameter, or what is worked out. */
export function symbolicName(name: string, expression?: Expression): Stand {
  return { token: `symbolic-${name}`, ...textOf(name, expression) }
}

/** The same for the name of a bucket, which has no capitals. */
export function symbolicBucket(name: string, expression?: Expression): Stand {
  return { token: `symbolic-${name.toLowerCase()}`, ...textOf(name, expression) }
}

/** The same for a folder: it ends in a slash, or is empty. */
export function symbolicFolder(name: string): Stand {
  return { token: `symbolic-${name}/`, ...textOf(name) }
}

/**
 * The same for an account.
 *
 * @param number - 1 to 9; another one for each account
 */
export function symbolicAccount(number: number, name: string, expression?: Expression): Stand {
  return { token: accountToken(number), ...textOf(name, expression) }
}

/**
 * The same for an ARN. Its region and account stand for themselves, too, as `<name>Region` and `<name>Account`.
 *
 * @param number - as for accounts
 */
export function symbolicArn(
  { partition }: Pick<AwsPlace, 'partition'>,
  number: number,
  name: string,
  service: string,
  resource: string,
  expression?: Expression,
): readonly [Stand, ...Stand[]] {
  const region = REGIONS[partition]!.replace('symbolic', `symbolic-${'abcdefghi'[number - 1]}`)
  const account = accountToken(number)
  const part = (index: number): Expression => ({
    'Fn::Select': [index, { 'Fn::Split': [':', expression ?? { Ref: name }] }],
  })
  const isGlobal = service === 'iam'
  return [
    {
      token: localArn({ partition, region: isGlobal ? '' : region, account }, service, resource),
      ...textOf(name, expression),
    },
    { token: account, ...textOf(`${name}Account`, part(4)) },
    ...(isGlobal ? [] : [{ token: region, ...textOf(`${name}Region`, part(3)) }]),
  ]
}

/** A value of a template: what stands for tokens is put in their places. */
export function substitute(value: unknown, symbols: readonly Stand[]): unknown {
  const tokens = symbols.toSorted((a, b) => b.token.length - a.token.length)
  const pattern = new RegExp(tokens.map(({ token }) => token.replaceAll('.', '\\.')).join('|'), 'g')
  const byToken = new Map(tokens.map((symbol) => [symbol.token, symbol]))
  return walk(value, (text) => inText(text, pattern, byToken))
}

/** A text for people, such as a reason, with the names of parameters where a value is not known. */
export function describeSymbols(text: string, symbols: readonly Stand[]): string {
  return symbols
    .toSorted((a, b) => b.token.length - a.token.length)
    .reduce(
      (all, symbol) => all.replaceAll(symbol.token, symbol.text.replaceAll(/\$\{(?:AWS::)?([^}]*)\}/g, '$1')),
      text,
    )
}

function walk(value: unknown, map: (text: string) => unknown): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, map)]))
}

function inText(text: string, pattern: RegExp, symbols: ReadonlyMap<string, Stand>): unknown {
  const found = [...text.matchAll(pattern)].map(([token]) => symbols.get(token)!)
  if (found.length === 0) return text
  const variables = Object.assign({}, ...found.map((symbol) => symbol.variables ?? {})) as Record<string, Expression>
  const [only] = found
  const whole = /^\$\{([^}]*)\}$/.exec(only!.text)
  if (only!.token === text && whole !== null) return variables[whole[1]!] ?? reference(whole[1]!)
  // What IAM itself puts in, `${aws:userid}`, is none of CloudFormation's.
  const escaped = text.replaceAll('${', '${!')
  const pieces = escaped.replaceAll(pattern, (token) => symbols.get(token)!.text)
  return { 'Fn::Sub': Object.keys(variables).length === 0 ? pieces : [pieces, variables] }
}

function reference(name: string): Expression {
  const [resource, attribute] = name.split('.')
  return attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [resource, attribute] }
}

function textOf(name: string, expression?: Expression): Pick<Stand, 'text' | 'variables'> {
  if (expression === undefined) return { text: `\${${name}}` }
  const { Ref: ref, 'Fn::GetAtt': attribute } = expression
  if (typeof ref === 'string') return { text: `\${${ref}}` }
  if (Array.isArray(attribute)) return { text: `\${${attribute.join('.')}}` }
  return { text: `\${${name}}`, variables: { [name]: expression } }
}

function accountToken(number: number): string {
  return `70000000000${number}`
}
