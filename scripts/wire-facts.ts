import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** Where the facts lie, from the root of the repository. */
export const WIRE_FACTS = 'engine/api/wire/wire-facts.yaml'

/** What goes over the wire. */
export interface WireFacts {
  readonly shapes: ReadonlyMap<string, WireShape>
  readonly structures: ReadonlyMap<string, readonly WireMember[]>
  /** By name. */
  readonly errors: ReadonlyMap<string, { readonly status: number; readonly members: readonly WireMember[] }>
  readonly operations: ReadonlyMap<string, WireOperation>
}

/** Least and most: of a number, of characters or of items; undefined without a limit. */
interface Limits {
  readonly least?: number
  readonly most?: number
}

/** A shape that is no structure. */
export type WireShape =
  | ({ readonly kind: 'string'; readonly pattern?: string } & Limits)
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | ({ readonly kind: 'integer' | 'double' } & Limits)
  | { readonly kind: 'boolean' | 'timestamp' }
  | ({ readonly kind: 'list'; readonly of: string } & Limits)
  | ({ readonly kind: 'map'; readonly of: string; readonly to: string } & Limits)

/** A member of a structure. */
export interface WireMember {
  readonly name: string
  readonly shape: string
  readonly required: boolean
  /** Part of the request that it is in, and its name there. */
  readonly place: { readonly part: 'body' | 'path' | 'query'; readonly name: string }
}

/** An operation. */
export interface WireOperation {
  readonly method: string
  /** With `{Member}` where a member stands. */
  readonly path: string
  readonly status: number
  /** Names. */
  readonly errors: readonly string[]
  readonly input: readonly WireMember[]
  readonly output: readonly WireMember[]
}

interface Written {
  readonly shapes: Readonly<Record<string, string>>
  readonly structures: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
  readonly operations: Readonly<
    Record<
      string,
      { readonly http?: string; readonly errors: string; readonly input: string; readonly output?: string }
    >
  >
}

/** Reads the facts. */
export function wireFacts(): WireFacts {
  const written = parse(readFileSync(join(import.meta.dirname, '..', WIRE_FACTS), 'utf8')) as Written
  const errors = new Map(
    Object.entries(written.errors).map(([letter, text]) => {
      const [name = '', status, ...members] = text.split(' ')
      return [letter, { name, status: Number(status), members: membersOf(members.join(' ')) }]
    }),
  )
  return {
    shapes: new Map(Object.entries(written.shapes).map(([name, text]) => [name, shapeOf(name, text)])),
    structures: new Map(Object.entries(written.structures).map(([name, text]) => [name, membersOf(text)])),
    errors: new Map([...errors.values()].map(({ name, ...error }) => [name, error])),
    operations: new Map(
      Object.entries(written.operations).map(([name, operation]) => {
        const [method = '', path = '', status] = (operation.http ?? `POST /${name} 200`).split(' ')
        return [
          name,
          {
            method,
            path,
            status: Number(status),
            errors: operation.errors.split(' ').map((letter) => errors.get(letter)!.name),
            input: membersOf(operation.input),
            output: membersOf(operation.output ?? ''),
          },
        ]
      }),
    ),
  }
}

function shapeOf(name: string, text: string): WireShape {
  const match = /^(\w+)(?: (\d*)\.\.(\d*))?(?: (.*))?$/s.exec(text)
  const [, kind, least = '', most = '', rest = ''] = match ?? []
  const limits = { ...(least !== '' && { least: Number(least) }), ...(most !== '' && { most: Number(most) }) }
  switch (kind) {
    case 'string':
      return { kind, ...limits, ...(rest !== '' && { pattern: rest }) }
    case 'enum':
      return { kind, values: rest.split(' ') }
    case 'integer':
    case 'double':
      return { kind, ...limits }
    case 'boolean':
    case 'timestamp':
      return { kind }
    case 'list':
      return { kind, ...limits, of: rest.replace(/^of /, '') }
    case 'map': {
      const [of = '', to = ''] = rest.replace(/^of /, '').split(' to ')
      return { kind, ...limits, of, to }
    }
    default:
      throw new Error(`${WIRE_FACTS}: ${name} has no kind of shape: "${text}"`)
  }
}

function membersOf(text: string): readonly WireMember[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const match = /^(\w+)(!?)(?::(\w+))?(?:@(body|path|query)(?:=(\w+))?)?$/.exec(word)
      if (match === null) throw new Error(`${WIRE_FACTS}: "${word}" is no member`)
      const [, name = '', required, shape = name, part = 'body', place = name] = match
      return {
        name,
        shape,
        required: required === '!',
        place: { part: part as WireMember['place']['part'], name: place },
      }
    })
}
