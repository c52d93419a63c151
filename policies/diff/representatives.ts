/**
 * A pattern as a row of symbols: a character code, or one of the wildcards below.
 */
export type Symbols = readonly number[]

/** Any text; any character; and the same without colons. */
export const STAR = -1
export const ANY = -2
export const FIELD_STAR = -3
export const FIELD_ANY = -4

/** Which texts are asked about at all: a finite automaton with states from 0. */
export interface Shape {
  /** The state after a character; -1 when no such text is asked about. */
  next(state: number, character: string): number
  accepts(state: number): boolean
  /** Characters that stand for all that no pattern mentions, in the order of preference. */
  readonly others: readonly string[]
}

/** Comparing more would take long; policies of people stay far below. */
const MOST_STATES = 20_000

/** Too many patterns that overlap in too many ways. */
export class TooManyClasses extends Error {
  override readonly name = 'TooManyClasses'
}

/**
 * Texts that stand for all texts: for every combination of patterns that some text matches, a text that matches exactly
 * these. Found by walking all patterns at once, character by character, so none is missed.
 *
 * @param preferred - texts to use where they stand for their combination; they are easier to read
 * @throws {TooManyClasses}
 */
export function representatives(
  given: readonly Symbols[],
  shape: Shape,
  preferred: readonly string[] = [],
): readonly string[] {
  // What is said a thousand times tells no more texts apart than what is said once.
  const patterns = [...new Map(given.map((pattern) => [pattern.join(','), pattern])).values()]
  const found = new Map<string, string>()
  for (const text of new Set(preferred)) {
    const end = walk(patterns, shape, text)
    if (end !== null) keep(found, accepted(patterns, end.items), text)
  }
  const start: State = { shape: 0, items: closed(patterns, new Set(patterns.map((_, i) => i * WIDTH))), text: '' }
  const seen = new Set<string>([stateKey(start)])
  const queue: State[] = [start]
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i]!
    if (shape.accepts(state.shape)) keep(found, accepted(patterns, state.items), state.text)
    for (const character of charactersAt(patterns, state, shape)) {
      const next = step(patterns, shape, state, character)
      if (next === null) continue
      const key = stateKey(next)
      if (seen.has(key)) continue
      seen.add(key)
      if (seen.size > MOST_STATES) throw new TooManyClasses()
      queue.push(next)
    }
  }
  return [...found.values()]
}

/** Positions of all patterns that are still possible: pattern x WIDTH + position. */
type Items = readonly number[]

/** What a shape may insist on where no pattern names it: the letters of `arn:`. */
const REQUIRED = [...'arn']

interface State {
  readonly shape: number
  readonly items: Items
  readonly text: string
}

/** No pattern is longer: policies are smaller than this. */
const WIDTH = 1 << 20

function keep(found: Map<string, string>, matched: readonly number[], text: string): void {
  const key = matched.join(',')
  if (!found.has(key)) found.set(key, text)
}

function walk(patterns: readonly Symbols[], shape: Shape, text: string): State | null {
  let state: State | null = {
    shape: 0,
    items: closed(patterns, new Set(patterns.map((_, i) => i * WIDTH))),
    text: '',
  }
  for (const character of text.split('')) {
    state = step(patterns, shape, state, character)
    if (state === null) return null
  }
  return shape.accepts(state.shape) ? state : null
}

function step(patterns: readonly Symbols[], shape: Shape, state: State, character: string): State | null {
  const shapeState = shape.next(state.shape, character)
  if (shapeState < 0) return null
  const code = character.charCodeAt(0)
  const next = new Set<number>()
  for (const item of state.items) {
    const symbol = symbolAt(patterns, item)
    if (symbol === undefined) continue
    if (symbol === STAR || (symbol === FIELD_STAR && character !== ':')) next.add(item)
    else if (symbol === code || symbol === ANY || (symbol === FIELD_ANY && character !== ':')) next.add(item + 1)
  }
  return { shape: shapeState, items: closed(patterns, next), text: state.text + character }
}

/** With what follows a star that stands for nothing. */
function closed(patterns: readonly Symbols[], items: Set<number>): Items {
  for (const item of items) {
    const symbol = symbolAt(patterns, item)
    if (symbol === STAR || symbol === FIELD_STAR) items.add(item + 1)
  }
  return [...items].toSorted((one, other) => one - other)
}

function accepted(patterns: readonly Symbols[], items: Items): readonly number[] {
  return items.filter((item) => symbolAt(patterns, item) === undefined).map((item) => Math.floor(item / WIDTH))
}

/** The characters that tell the patterns apart here, and one that stands for all others. */
function charactersAt(patterns: readonly Symbols[], state: State, shape: Shape): readonly string[] {
  const named = new Set<string>()
  for (const item of state.items) {
    const symbol = symbolAt(patterns, item)
    if (symbol !== undefined && symbol >= 0) named.add(String.fromCharCode(symbol))
  }
  // A colon ends a field, for the shape and for wildcards.
  named.add(':')
  const other = shape.others.find((character) => !named.has(character) && shape.next(state.shape, character) >= 0)
  return other === undefined ? [...named, ...REQUIRED] : [other, ...named]
}

function symbolAt(patterns: readonly Symbols[], item: number): number | undefined {
  return patterns[Math.floor(item / WIDTH)]![item % WIDTH]
}

function stateKey({ shape, items }: State): string {
  return `${shape};${items.join(',')}`
}
