import ts from 'typescript'
import { documentationOf, hasTag } from './documentation.ts'
import { enumName, pascal } from './names.ts'
import type { EnumType, NamedType, PropertySchema, TypeSchema } from './pulumi-schema.ts'
import { aliasInSource, isForeign, ownProperties, withoutWrapper } from './typescript-types.ts'

/** Where a type was found, for names and errors. */
interface Place {
  /** `EngineArgs.network` */
  readonly path: string
  /** What a type without a name of its own is called: `EngineNetwork`. */
  readonly name: string
  /** The property that has the type. */
  readonly symbol: ts.Symbol
  readonly direction: Direction
  /** Whether programs pass the value on: a choice is text then. */
  readonly passedOn: boolean
}

interface Named {
  readonly type: NamedType
  readonly direction: Direction
}

/** What a component takes, or what it gives. */
export type Direction = 'input' | 'output'

/** Properties by name, and those that are always there. */
export interface Shape {
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
}

/** Turns types of TypeScript into those of a Pulumi schema. */
export interface TypeReader {
  /**
   * The properties of an object or the fields of a class.
   *
   * @param owner - what the properties belong to: types without a name get theirs from it
   * @param direction - only what goes in can be plain
   * @throws for what a schema cannot express, with the place and what to write instead
   */
  shapeOf(type: ts.Type, owner: string, direction: Direction): Shape
  /**
   * Objects and lists of what goes in that have to be known while the program runs, only their parts not: those without
   * `pulumi.Input`. `Detector.alerts`, of components and types alike, by name.
   */
  structural(): readonly string[]
  /** The named types that the shapes refer to, by token. */
  types(): Readonly<Record<string, NamedType>>
}

/**
 * A reader of types.
 *
 * @param pkg - name of the package, that tokens begin with
 * @param components - names of the components: properties that hold one refer to it
 * @param passedOn - names of the types that outputs have, at any depth. Choices in them are texts: YAML lets no program hand an output
 *   on that holds an enum (pulumi-yaml 1.38, analyser.go: an enum is assignable from its element type alone)
 */
export function typeReader(
  checker: ts.TypeChecker,
  pkg: string,
  components: readonly string[],
  passedOn: Pick<ReadonlySet<string>, 'has'>,
): TypeReader {
  const named = new Map<string, Named>()
  const beingRead = new Set<string>()
  const structural = new Set<string>()
  const borrowed = new Map<string, Place>()

  function shapeOf(type: ts.Type, owner: string, direction: Direction): Shape {
    const read = ownProperties(checker, type).map((symbol) => propertyOf(symbol, owner, direction))
    return {
      properties: Object.fromEntries(read.map(({ name, schema }) => [name, schema])),
      required: read.filter(({ optional }) => !optional).map(({ name }) => name),
    }
  }

  function propertyOf(
    symbol: ts.Symbol,
    owner: string,
    direction: Direction,
  ): { readonly name: string; readonly schema: PropertySchema; readonly optional: boolean } {
    const place = {
      path: `${owner}.${symbol.name}`,
      name: `${withoutArgs(owner)}${pascal(symbol.name)}`,
      symbol,
      direction,
      passedOn: direction === 'output' || passedOn.has(withoutArgs(owner)),
    }
    const whole = checker.getTypeOfSymbol(symbol)
    const value = withoutWrapper(checker, whole)
    const schema = typeOf(value.type, place)
    if (direction === 'input' && !value.wrapped && !isPlain(schema)) {
      structural.add(`${withoutArgs(owner)}.${symbol.name}`)
    }
    const text = descriptionOf(symbol, value.type, place)
    const choices = place.passedOn ? choicesOf(value.type).filter((choice) => !text.includes(String(choice))) : []
    const description = choices.length === 0 ? text : `${text} One of ${choicesOf(value.type).join(', ')}.`
    // A name that C# does not allow: that of the type around it.
    const language =
      pascal(symbol.name) === withoutArgs(owner) ? { csharp: { name: `${pascal(symbol.name)}Value` } } : undefined
    return {
      name: symbol.name,
      optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0 || value.optional,
      schema: {
        description,
        ...schema,
        ...(direction === 'input' && !value.wrapped && isPlain(schema) && { plain: true }),
        ...(language && { language }),
      },
    }
  }

  /** The property's own text, or that of its type. */
  function descriptionOf(symbol: ts.Symbol, type: ts.Type, place: Place): string {
    const own = documentationOf(checker, symbol)
    const about = declaredSymbol(type, place)
    return own !== '' || about === undefined ? own : documentationOf(checker, about)
  }

  /** Primitive values; of objects and lists the parts can be outputs. */
  function isPlain({ type, $ref }: TypeSchema): boolean {
    if ($ref?.startsWith('#/types/') === true) return named.get(tokenIn($ref))?.type.type !== 'object'
    return $ref === undefined && type !== 'array' && type !== 'object'
  }

  function typeOf(wrapped: ts.Type, place: Place): TypeSchema {
    const { type } = withoutWrapper(checker, wrapped)
    if ((type.flags & ts.TypeFlags.Any) !== 0) throw refusal(place, 'has a type that was not read, or `any`')
    if ((type.flags & ts.TypeFlags.Unknown) !== 0) return { $ref: 'pulumi.json#/Any' }
    if ((type.flags & ts.TypeFlags.Never) !== 0) return { $ref: 'pulumi.json#/Any' }
    if ((type.flags & ts.TypeFlags.String) !== 0) return { type: 'string' }
    if ((type.flags & ts.TypeFlags.Boolean) !== 0) return { type: 'boolean' }
    if ((type.flags & ts.TypeFlags.Number) !== 0) {
      return { type: hasTag(checker, place.symbol, 'fraction') ? 'number' : 'integer' }
    }
    if (type.isUnion()) return unionType(type, place)
    if (type.isStringLiteral() || type.isNumberLiteral()) return enumType(type, [type.value], place)
    if (checker.isTupleType(type)) throw refusal(place, 'is a tuple: make it a list')
    if (checker.isArrayType(type)) {
      return { type: 'array', items: typeOf(checker.getTypeArguments(type as ts.TypeReference)[0]!, place) }
    }
    if ((type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0) return objectType(type, place)
    throw refusal(place, `is \`${checker.typeToString(type)}\``)
  }

  function unionType(type: ts.UnionType, place: Place): TypeSchema {
    const choices = choicesOf(type)
    if (choices.length > 0) return enumType(type, choices, place)
    const branches = type.types.map((part) => checker.getPropertiesOfType(part))
    if (type.types.every(isObject) && branches.every((properties) => properties.length === 1)) {
      return namedObject(type, place, () => ({
        properties: Object.fromEntries(
          branches.map(([only]) => [only!.name, propertyOf(only!, nameFor(type, place), place.direction).schema]),
        ),
        required: [],
      }))
    }
    throw refusal(
      place,
      `is \`${checker.typeToString(type)}\`: a choice has to be one of texts, of numbers, or of objects with one key each`,
    )
  }

  function objectType(type: ts.Type, place: Place): TypeSchema {
    const { symbol } = type
    if (isForeign(symbol)) {
      if (symbol.name === 'Archive' || symbol.name === 'FileArchive') return { $ref: 'pulumi.json#/Archive' }
      if (symbol.name === 'Asset' || symbol.name === 'FileAsset') return { $ref: 'pulumi.json#/Asset' }
      if ((symbol.flags & ts.SymbolFlags.Interface) !== 0) throw refusal(place, `is a ${symbol.name}`)
    }
    if (type.isClass()) {
      if (components.includes(symbol.name)) return { $ref: `#/resources/${tokenOf(symbol.name)}` }
      throw refusal(place, `is a ${symbol.name}, a class that no program of another language has`)
    }
    if (type.getCallSignatures().length > 0) {
      throw refusal(place, `is a function; only TypeScript has those: put it in \`transform\``)
    }
    const index = checker.getIndexTypeOfType(type, ts.IndexKind.String)
    const properties = checker.getPropertiesOfType(type)
    if (index !== undefined && properties.length === 0) {
      return { type: 'object', additionalProperties: typeOf(index, place) }
    }
    return namedObject(type, place, () => shapeOf(type, nameFor(type, place), place.direction))
  }

  function namedObject(type: ts.Type, place: Place, read: () => Shape): TypeSchema {
    const like = likeTag(declaredSymbol(type, place))
    if (like !== undefined) {
      borrowed.set(tokenOf(like), place)
      return { $ref: `#/types/${tokenOf(like)}` }
    }
    const token = tokenOf(nameFor(type, place))
    // A type that holds itself is found while it is still being read.
    if (!beingRead.has(token)) {
      beingRead.add(token)
      const { properties, required } = read()
      beingRead.delete(token)
      register(token, { type: 'object', description: typeText(type, place), properties, required }, place)
    }
    return { $ref: `#/types/${token}` }
  }

  function enumType(type: ts.Type, values: readonly (string | number)[], place: Place): TypeSchema {
    if (place.passedOn) return { type: typeof values[0] === 'number' ? 'integer' : 'string' }
    const token = tokenOf(nameFor(type, place))
    const schema: EnumType = {
      type: typeof values[0] === 'number' ? 'integer' : 'string',
      description: typeText(type, place),
      enum: values
        .toSorted((a, b) => byText.compare(String(a), String(b)))
        .map((value) => ({ name: enumName(value), value })),
    }
    register(token, schema, place)
    return { $ref: `#/types/${token}` }
  }

  /** What goes in and what comes out may be two types of one name; they have to be alike, and what goes in is documented better. */
  function register(token: string, type: NamedType, place: Place): void {
    const before = named.get(token)
    if (components.includes(token.replace(`${pkg}:index:`, ''))) {
      throw refusal(place, `makes a type ${token}, which is the name of a component: rename it`)
    }
    if (before !== undefined && skeleton(before.type) !== skeleton(type)) {
      throw refusal(
        place,
        `makes a second type ${token} that differs from the first: rename one, or give both the same fields`,
      )
    }
    if (before?.direction !== 'input') named.set(token, { type, direction: place.direction })
  }

  function typeText(type: ts.Type, place: Place): string {
    const symbol = declaredSymbol(type, place)
    return symbol === undefined ? documentationOf(checker, place.symbol) : documentationOf(checker, symbol)
  }

  function nameFor(type: ts.Type, place: Place): string {
    const symbol = declaredSymbol(type, place)
    return symbol === undefined ? place.name : withoutArgs(symbol.name)
  }

  /** The interface or alias that names a type; undefined for a type that is written where it is used. */
  function declaredSymbol(type: ts.Type, place: Place): ts.Symbol | undefined {
    const { aliasSymbol, aliasTypeArguments = [] } = type
    if (aliasSymbol !== undefined && !isForeign(aliasSymbol)) {
      // A mapped type such as `Inputs<AlertSpec>` has the name of what it was made from.
      const [inner] = aliasTypeArguments
      return inner === undefined ? aliasSymbol : declaredSymbol(inner, place)
    }
    const { symbol } = type
    if (symbol !== undefined && (symbol.flags & ts.SymbolFlags.Interface) !== 0) return symbol
    return type.isUnion() ? aliasInSource(checker, place.symbol, type) : undefined
  }

  /** Some types have a part of the fields of another, and are that one where types have to be named alike. */
  function likeTag(symbol: ts.Symbol | undefined): string | undefined {
    const tag = symbol?.getJsDocTags(checker).find(({ name }) => name === 'like')
    return tag && ts.displayPartsToString(tag.text).trim()
  }

  function checkBorrowed(): void {
    for (const [token, place] of borrowed) {
      if (!named.has(token)) throw refusal(place, `is like ${token} (@like), which no component takes`)
    }
  }

  function tokenOf(name: string): string {
    return `${pkg}:index:${name}`
  }

  return {
    shapeOf,
    structural: () => [...structural].toSorted(),
    types: () => {
      checkBorrowed()
      const types = [...named].map(([token, { type }]) => [token, type] as const)
      return Object.fromEntries(types.toSorted(([a], [b]) => (a < b ? -1 : 1)))
    },
  }
}

const byText = new Intl.Collator('en', { numeric: true })

/** The values of a union of literals, sorted, as TypeScript keeps no order of its own; none of any other type. */
function choicesOf(type: ts.Type): readonly (string | number)[] {
  const parts = type.isUnion() ? type.types : []
  const values = parts.flatMap((part) => (part.isStringLiteral() || part.isNumberLiteral() ? [part.value] : []))
  if (values.length < parts.length) return []
  return values.toSorted((a, b) => byText.compare(String(a), String(b)))
}

function isObject(type: ts.Type): boolean {
  return (type.flags & ts.TypeFlags.Object) !== 0
}

function withoutArgs(name: string): string {
  return name.replace(/Args$/, '')
}

function tokenIn(ref: string): string {
  return ref.replace(/^#\/types\//, '')
}

/** What of a type has to agree. */
function skeleton(type: NamedType): string {
  if ('enum' in type) return JSON.stringify([type.type, type.enum])
  const properties = Object.entries(type.properties).map(([name, { description: _text, plain: _plain, ...rest }]) => {
    return [name, rest]
  })
  return JSON.stringify([properties.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)), type.required.toSorted()])
}

function refusal({ path }: Place, why: string): Error {
  return new Error(`${path} ${why}. A Pulumi schema cannot express that.`)
}
