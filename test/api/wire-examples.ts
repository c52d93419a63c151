import { wireFacts, type WireFacts, type WireMember, type WireShape } from '../../scripts/wire-facts.ts'

/** A request that breaks one constraint of the API reference, at one place. */
export interface BrokenRequest {
  /** Such as `MetricList[0].MetricName is longer than 63`. */
  readonly what: string
  /** Name of the field in the error. */
  readonly field: string
  readonly input: Readonly<Record<string, unknown>>
}

const facts: WireFacts = wireFacts()

/** Values of texts that have a pattern. */
const TEXTS: Readonly<Record<string, string>> = {
  Arn: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop',
  AthenaS3ResultsPath: 's3://acme/results/',
  Charset: 'UTF-8',
  Delimiter: ',',
  FlowName: 'orders-flow',
  HistoricalDataPath: 's3://acme/history/',
  KmsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000',
  PoirotSecretManagerArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonLookoutMetrics-a',
  QuoteSymbol: '"',
  TemplatedPath: 's3://acme/live/{{yyyyMMdd}}/{{HHmm}}',
  TimestampString: '2020-12-05T01:00Z[UTC]',
  UUID: '00000000-0000-0000-0000-000000000000',
}

/** Texts of which at least one is against any pattern. */
const UNFIT = [' ', '!', '\n', '', '-', ':', '~'.repeat(20), 'Z'.repeat(20)]

/** Members that all fit, as far as the API reference says. */
export function fullRequest(operation: string): Readonly<Record<string, unknown>> {
  return exampleOf(facts.operations.get(operation)!.input)
}

/** Names of the operations. */
export const OPERATION_NAMES: readonly string[] = [...facts.operations.keys()]

/** The errors that an operation is known to answer. */
export function errorsOf(operation: string): readonly string[] {
  return facts.operations.get(operation)!.errors
}

/** A request for each constraint of an operation, at each place where it holds. */
export function brokenRequests(operation: string): readonly BrokenRequest[] {
  const full = fullRequest(operation)
  return breaksOf(facts.operations.get(operation)!.input).map(({ path, what, value }) => ({
    what: `${nameOf(path)} ${what}`,
    field: nameOf(path),
    input: withValue(full, path, value) as Readonly<Record<string, unknown>>,
  }))
}

type Path = readonly (string | number)[]

interface Break {
  readonly path: Path
  readonly what: string
  /** Undefined: nothing is there. */
  readonly value: unknown
}

function exampleOf(members: readonly WireMember[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(members.map(({ name, shape }) => [name, example(shape)]))
}

function example(name: string): unknown {
  const members = facts.structures.get(name)
  if (members !== undefined) return exampleOf(members)
  const shape = facts.shapes.get(name)!
  switch (shape.kind) {
    case 'string':
      return TEXTS[name] ?? 'a'
    case 'enum':
      return shape.values[0]
    case 'integer':
    case 'double':
      return shape.least ?? 1
    case 'boolean':
      return true
    case 'timestamp':
      return new Date(0)
    case 'list':
      return [example(shape.of)]
    case 'map':
      return { [String(example(shape.of))]: example(shape.to) }
  }
}

function breaksOf(members: readonly WireMember[], above: Path = []): readonly Break[] {
  return members.flatMap(({ name, shape, required, place }) => {
    const path = [...above, name]
    // In a path or query everything is text, and the client itself refuses to leave it out or empty.
    if (place.part !== 'body') return textBreaks(shape, path)
    return [...(required ? [{ path, what: 'is missing', value: undefined }] : []), ...breaksOfShape(shape, path)]
  })
}

function textBreaks(name: string, path: Path): readonly Break[] {
  const shape = facts.shapes.get(name)!
  const items = shape.kind === 'list' ? textBreaks(shape.of, [...path, 0]) : []
  return [...ownBreaks(name, shape, path), ...items].filter(
    ({ value }) => value !== '' && (!Array.isArray(value) || value.length > 0),
  )
}

function breaksOfShape(name: string, path: Path): readonly Break[] {
  const members = facts.structures.get(name)
  if (members !== undefined) return [{ path, what: 'is a text', value: 'a' }, ...breaksOf(members, path)]
  const shape = facts.shapes.get(name)!
  return [
    { path, what: `is no ${shape.kind}`, value: shape.kind === 'list' || shape.kind === 'map' ? 'a' : ['a'] },
    ...ownBreaks(name, shape, path),
    ...(shape.kind === 'list' ? breaksOfShape(shape.of, [...path, 0]) : []),
    ...(shape.kind === 'map' ? entryBreaks(shape, path) : []),
  ]
}

function ownBreaks(name: string, shape: WireShape, path: Path): readonly Break[] {
  switch (shape.kind) {
    case 'enum':
      return [{ path, what: 'is none of the values', value: 'OTHER' }]
    case 'string': {
      const { least = 0, most, pattern } = shape
      const unfit = pattern === undefined ? undefined : UNFIT.find((text) => !new RegExp(pattern, 'u').test(text))
      return [
        ...(least > 0 ? [{ path, what: `is shorter than ${least}`, value: 'a'.repeat(least - 1) }] : []),
        ...(most === undefined ? [] : [{ path, what: `is longer than ${most}`, value: longer(name, most) }]),
        ...(unfit === undefined ? [] : [{ path, what: 'does not match the pattern', value: unfit }]),
      ]
    }
    case 'integer':
    case 'double':
      return [
        ...(shape.least === undefined ? [] : [{ path, what: `is below ${shape.least}`, value: shape.least - 1 }]),
        ...(shape.most === undefined ? [] : [{ path, what: `is above ${shape.most}`, value: shape.most + 1 }]),
        ...(shape.kind === 'integer' ? [{ path, what: 'has a fraction', value: 1.5 }] : []),
      ]
    case 'list': {
      const { least = 0, most, of } = shape
      const items = (count: number): readonly unknown[] => Array.from({ length: count }, () => example(of))
      return [
        ...(least > 0 ? [{ path, what: `has fewer than ${least}`, value: items(least - 1) }] : []),
        ...(most === undefined ? [] : [{ path, what: `has more than ${most}`, value: items(most + 1) }]),
      ]
    }
    case 'map': {
      const { most = 0 } = shape
      const entries = Array.from({ length: most + 1 }, (_, index) => [`key-${index}`, example(shape.to)])
      return [
        { path, what: 'is empty', value: {} },
        { path, what: `has more than ${most}`, value: Object.fromEntries(entries) },
      ]
    }
    default:
      return []
  }
}

function entryBreaks({ of, to }: WireShape & { kind: 'map' }, path: Path): readonly Break[] {
  const key = String(example(of))
  const keys = ownBreaks(of, facts.shapes.get(of)!, []).map(({ what, value }) => ({
    path: [...path, String(value)],
    what: `as a key ${what}`,
    value: example(to),
  }))
  return [...keys, ...breaksOfShape(to, [...path, key])]
}

function longer(name: string, most: number): string {
  const text = TEXTS[name] ?? 'a'
  return text + 'a'.repeat(most + 1 - text.length)
}

function withValue(whole: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value
  if (Array.isArray(whole)) {
    return whole.map((item: unknown, index) => (index === first ? withValue(item, rest, value) : item))
  }
  const members = whole as Readonly<Record<string, unknown>>
  return { ...members, [first]: withValue(members[first], rest, value) }
}

function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : `${name}${name === '' ? '' : '.'}${part}`),
    '',
  )
}
