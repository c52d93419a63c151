import * as fc from 'fast-check'

interface Node {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Node
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
}

/** Structures of which exactly one member is there, which their schemas do not say. */
const CHOICES: ReadonlySet<string> = new Set(['MetricSource', 'FileFormatDescriptor', 'Action'])

/**
 * Texts that mean something to a spec, half of the time in place of any that the pattern allows; by the name of the member.
 */
const MEANINGFUL: Readonly<Record<string, readonly string[]>> = {
  ColumnFormat: ['yyyy-MM-dd HH:mm:ss', 'UNIX'],
  Timezone: ['UTC', 'Europe/Berlin', 'America/New_York'],
  Charset: ['UTF-8', 'utf8', 'ISO-8859-1'],
  Namespace: ['AWS/Lambda'],
  SnsTopicArn: ['arn:aws:sns:us-east-1:111122223333:a'],
  LambdaArn: ['arn:aws:lambda:us-east-1:111122223333:function:a'],
  TemplatedPathList: ['s3://acme/{{yyyyMMdd}}/{{HHmm}}'],
  HistoricalDataPathList: ['s3://acme/history/'],
  QuoteSymbol: ['"', "'", ''],
  Delimiter: [',', ';', '\t'],
  SecretManagerArn: ['arn:aws:secretsmanager:us-east-1:111122223333:secret:AmazonLookoutMetrics-a-AbCdEf'],
}

/** Numbers that tell what a database is. */
const PORTS = [5432, 3306, 1433]

/** Resources that a schema of the registry of CloudFormation allows. */
export function resourceArbitrary(schema: {
  readonly definitions: Readonly<Record<string, object>>
}): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const root = schema as unknown as Node & { readonly definitions: Readonly<Record<string, Node>> }
  return structure(root, '', (name) => root.definitions[name]!).map((value) => {
    const { Arn: _arn, ...rest } = value as Readonly<Record<string, unknown>>
    return rest
  })
}

type Definition = (name: string) => Node

function arbitrary(node: Node, name: string, definition: Definition): fc.Arbitrary<unknown> {
  if (node.$ref !== undefined) {
    const referred = definition(node.$ref.replace('#/definitions/', ''))
    return arbitrary(referred, name, definition)
  }
  if (node.enum !== undefined) return fc.constantFrom(...node.enum)
  switch (node.type) {
    case 'boolean':
      return fc.boolean()
    case 'integer': {
      const any = fc.integer({ min: node.minimum ?? 0, max: node.maximum ?? 1_000_000 })
      return name === 'DatabasePort' ? fc.oneof(fc.constantFrom(...PORTS), any) : any
    }
    case 'array':
      return fc.uniqueArray(arbitrary(node.items!, name, definition), {
        minLength: node.minItems ?? 0,
        maxLength: node.maxItems ?? 4,
        selector: (item) => JSON.stringify(item),
      })
    case 'object':
      return structure(node, name, definition)
    default:
      return text(node, name)
  }
}

function structure(node: Node, name: string, definition: Definition): fc.Arbitrary<unknown> {
  const entries = Object.entries(node.properties ?? {})
  if (CHOICES.has(name)) {
    return fc.oneof(
      ...entries.map(([key, value]) => arbitrary(value, key, definition).map((made) => ({ [key]: made }))),
    )
  }
  return fc.record(Object.fromEntries(entries.map(([key, value]) => [key, arbitrary(value, key, definition)])), {
    requiredKeys: [...(node.required ?? [])],
  })
}

function text({ pattern, minLength = 0, maxLength = 60 }: Node, name: string): fc.Arbitrary<string> {
  const fits = (value: string): boolean =>
    value.length >= minLength && value.length <= maxLength && (pattern === undefined || new RegExp(pattern).test(value))
  const anchored = pattern === undefined ? '.*' : `^(?:${pattern.replace(/^\^/, '').replace(/\$$/, '')})$`
  // What begins with a look-ahead is not generated; letters do there.
  const plain = anchored.replaceAll(/\(\?!.*?\)(?=[([])/g, '').replaceAll(/\(\?![^)]*\)/g, '')
  const any = fc.stringMatching(new RegExp(plain)).filter(fits)
  const known = MEANINGFUL[name]
  return known === undefined
    ? any
    : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: any })
}
