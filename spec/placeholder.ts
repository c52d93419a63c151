import { problem, type Path, type Problem } from './problem.ts'

/** More levels than any spec has; keeps the search in hostile documents small. */
const DEEPEST = 20

/** Stands in a text for a value that is not known: `s3://<<DataBucket>>/live`. */
export function placeholder(name: string): string {
  // A bracket in the name would end the placeholder before its end.
  return `<<${name.replaceAll(/[<>\s]+/g, ' ').trim()}>>`
}

/** Names of the placeholders in a text, in their order. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(/<<([^<>\n]+)>>/g)].map(([, name = '']) => name)
}

/** Every placeholder that is left in a document. */
export function placeholderProblems(value: unknown): readonly Problem[] {
  return found(value, [], new Set())
}

function found(value: unknown, path: Path, within: ReadonlySet<unknown>): readonly Problem[] {
  if (typeof value === 'string') return placeholdersIn(value).map((name) => problem('PLACEHOLDER_LEFT', path, { name }))
  if (typeof value !== 'object' || value === null || path.length > DEEPEST || within.has(value)) return []
  const outer = new Set([...within, value])
  if (Array.isArray(value)) return value.flatMap((item, index) => found(item, [...path, index], outer))
  return Object.entries(value).flatMap(([key, item]) => [
    ...placeholdersIn(key).map((name) => problem('PLACEHOLDER_LEFT', [...path, key], { name }, 'key')),
    ...found(item, [...path, key], outer),
  ])
}
