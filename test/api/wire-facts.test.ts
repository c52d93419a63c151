import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wireFacts, type WireMember, type WireShape } from '../../scripts/wire-facts.ts'

// The last published model of the original service; it lies beside the repository, not in it.
const MODEL = new URL('../../../shared/models/lookoutmetrics-service-2.json', import.meta.url)
const present = existsSync(MODEL)
if (!present) process.stderr.write('skipped: the API model in ../shared/models is not there\n')

interface ModelShape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
  readonly members?: Readonly<Record<string, ModelMember>>
  readonly required?: readonly string[]
  readonly error?: { readonly httpStatusCode: number }
  readonly exception?: boolean
}

interface ModelMember {
  readonly shape: string
  readonly location?: string
  readonly locationName?: string
}

interface Model {
  readonly shapes: Readonly<Record<string, ModelShape>>
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number }
        readonly input: { readonly shape: string }
        readonly output: { readonly shape: string }
        readonly errors: readonly { readonly shape: string }[]
      }
    >
  >
}

const model: Model = present ? (JSON.parse(readFileSync(MODEL, 'utf8')) as Model) : { shapes: {}, operations: {} }
const facts = wireFacts()

/** Patterns that are written otherwise than the model's, and why. */
const REWRITTEN: Readonly<Record<string, { readonly pattern: string; readonly why: string }>> = {
  QuoteSymbol: { pattern: '^[^\\r\\n]?$', why: 'an alternative of the empty text' },
  TimestampString: {
    pattern: facts.shapes.get('TimestampString')?.kind === 'string' ? patternOf('TimestampString') : '',
    why: 'wider: the service itself wrote 2020-12-05T01:00Z[UTC], which its own pattern refuses',
  },
}

function patternOf(name: string): string {
  const shape = facts.shapes.get(name)
  return shape?.kind === 'string' ? (shape.pattern ?? '') : ''
}

/** The model's patterns are meant for the whole text, though some lack the anchors. */
function anchored(pattern: string): string {
  if (pattern === '.*\\S.*') return '\\S'
  return `^${pattern.replace(/^\^/, '').replace(/\$$/, '')}$`.replaceAll('\\/', '/')
}

function modelShape(name: string, shape: ModelShape): WireShape {
  const limits = {
    ...(shape.min !== undefined && { least: shape.min }),
    ...(shape.max !== undefined && { most: shape.max }),
  }
  switch (shape.type) {
    case 'string': {
      if (shape.enum !== undefined) return { kind: 'enum', values: shape.enum }
      const pattern = REWRITTEN[name]?.pattern ?? (shape.pattern && anchored(shape.pattern))
      return { kind: 'string', ...limits, ...(pattern !== undefined && { pattern }) }
    }
    case 'list':
      return { kind: 'list', ...limits, of: shape.member!.shape }
    case 'map':
      return { kind: 'map', ...limits, of: shape.key!.shape, to: shape.value!.shape }
    case 'integer':
    case 'double':
      return { kind: shape.type, ...limits }
    case 'boolean':
    case 'timestamp':
      return { kind: shape.type }
    default:
      throw new Error(`${name} is of an unknown type ${shape.type}`)
  }
}

function modelMembers({ members = {}, required = [] }: ModelShape): readonly WireMember[] {
  const parts: Readonly<Record<string, 'path' | 'query'>> = { uri: 'path', querystring: 'query' }
  return Object.entries(members).map(([name, { shape, location, locationName }]) => {
    const part = parts[location ?? ''] ?? 'body'
    return {
      name,
      shape,
      required: required.includes(name),
      // The label of a path has our own name.
      place: { part, name: part === 'path' ? name : (locationName ?? name) },
    }
  })
}

/** The model says nothing of a least length 0, which we write. */
function withoutZero(shape: WireShape): WireShape {
  return shape.kind === 'string' && shape.least === 0 ? (({ least: _least, ...rest }) => rest)(shape) : shape
}

describe('the facts of the wire', () => {
  const shapes = Object.entries(model.shapes)
  const bodies = new Set(Object.values(model.operations).flatMap(({ input, output }) => [input.shape, output.shape]))

  it.runIf(present).each(shapes.filter(([, { type }]) => type !== 'structure'))(
    'have the constraints of %s',
    (name, shape) => {
      expect(withoutZero(facts.shapes.get(name)!)).toEqual(modelShape(name, shape))
    },
  )

  it
    .runIf(present)
    .each(
      shapes.filter(([name, { type, exception }]) => type === 'structure' && exception !== true && !bodies.has(name)),
    )('have the members of %s', (name, shape) => {
    expect(facts.structures.get(name)).toEqual(modelMembers(shape))
  })

  it.runIf(present).each(shapes.filter(([, { exception }]) => exception === true))(
    'have the error %s',
    (name, shape) => {
      expect(facts.errors.get(name)).toEqual({ status: shape.error!.httpStatusCode, members: modelMembers(shape) })
    },
  )

  it.runIf(present).each(Object.entries(model.operations))('have the operation %s', (name, operation) => {
    const { method, requestUri, responseCode = 200 } = operation.http
    expect(facts.operations.get(name)).toEqual({
      method,
      path: requestUri.replace('{resourceArn}', '{ResourceArn}'),
      status: responseCode,
      errors: [...new Set(operation.errors.map(({ shape }) => shape))],
      input: modelMembers(model.shapes[operation.input.shape]!),
      output: modelMembers(model.shapes[operation.output.shape]!),
    })
  })

  it.runIf(present)('have nothing that the model does not have', () => {
    const known = new Set(Object.keys(model.shapes))
    const names = [...facts.shapes.keys(), ...facts.structures.keys(), ...facts.errors.keys()]
    expect(names.filter((name) => !known.has(name))).toEqual([])
    expect([...facts.operations.keys()]).toEqual(Object.keys(model.operations))
  })

  it.each([
    ['2020-12-05T01:00Z[UTC]', true],
    ['2021-02-14T04:00-05:00[America/New_York]', true],
    ['2020-12-05T01:00:00Z', true],
    ['2020-12-05T01:00:00+01:00[Europe/Berlin]', true],
    ['2020-13-05T01:00Z', false],
    ['2020-12-05', false],
    ['2020-12-05T01:00', false],
  ])('take the time %s: %s', (text, taken) => {
    expect(new RegExp(patternOf('TimestampString'), 'u').test(text)).toBe(taken)
  })
})
