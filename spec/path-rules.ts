import type { Interval } from './interval.ts'
import type { Placed, SourceOutline } from './outline.ts'
import { patternPieces } from './pattern.ts'
import { problem, type Problem } from './problem.ts'
import { templatePieces } from './text-between.ts'

/** Keys of path templates with the part of a time that they stand for. Guide: "Path template keys". */
const TEMPLATE_PARTS: Readonly<Record<string, string>> = {
  y: 'year',
  Y: 'year',
  M: 'month',
  d: 'day',
  D: 'day',
  a: 'AM/PM marker',
  H: 'hour',
  k: 'hour',
  h: 'half-day hour',
  K: 'half-day hour',
  m: 'minute',
  s: 'second',
}

/** Letters that other tools use, with the key that is meant. */
const TEMPLATE_SYNONYMS: Readonly<Record<string, string>> = { u: 'yyyy', i: 'mm', S: 'ss', L: 'MM', Q: 'MM' }

/** Characters of the longest path. API reference: TemplatedPath, HistoricalDataPath. */
const LONGEST_PATH = 1024

/** The parts that tell the folders of intervals apart. */
const FOLDER_PARTS: Readonly<Record<Interval, readonly string[]>> = {
  PT5M: ['year', 'month', 'day', 'hour', 'minute'],
  PT10M: ['year', 'month', 'day', 'hour', 'minute'],
  PT1H: ['year', 'month', 'day', 'hour'],
  P1D: ['year', 'month', 'day'],
}

/** What is wrong with the paths of a source. */
export function pathProblems(source: SourceOutline, interval: Interval | null): readonly Problem[] {
  const { kind, path, continuous, historical, hasPaths } = source
  if (kind !== 's3' && kind !== 'folder') return []
  const missing = hasPaths ? [] : [problem('PATHS_MISSING', path, {}, 'key')]
  const places = [continuous, historical].filter((place) => place !== null)
  // What is too long, or no path in S3 at all, the schema has reported.
  const isPath = (text: string): boolean =>
    text.length <= LONGEST_PATH && (kind === 'folder' || text.startsWith('s3://'))
  const template = continuous && isPath(continuous.value) ? continuous : null
  return [
    ...missing,
    ...places.flatMap((place) => (kind === 's3' ? bucketProblems(place) : folderProblems(place))),
    ...(historical === null ? [] : historicalProblems(historical)),
    ...(template === null ? [] : templateProblems(template, kind, interval)),
  ]
}

/** What is wrong with the bucket of a path in S3; the schema has seen to the scheme. */
export function bucketProblems({ value, path }: Placed<string>): readonly Problem[] {
  const bucket = /^s3:\/\/([^/]*)/.exec(value)?.[1]
  if (bucket === undefined || bucket === '' || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return []
  return [problem('S3_BUCKET_INVALID', path, { bucket })]
}

function folderProblems({ value: got, path }: Placed<string>): readonly Problem[] {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(got)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'file') {
    return [problem('FOLDER_PATH_INVALID', path, { got, problem: `it begins with ${scheme}://` })]
  }
  return got.includes('\0') ? [problem('FOLDER_PATH_INVALID', path, { got, problem: 'it has a NUL character' })] : []
}

function historicalProblems({ value: got, path }: Placed<string>): readonly Problem[] {
  return templatePieces(got).length > 1 ? [problem('TEMPLATE_HISTORICAL', path, { got })] : []
}

function templateProblems(
  { value: got, path }: Placed<string>,
  kind: 's3' | 'folder',
  interval: Interval | null,
): readonly Problem[] {
  const characters = kind === 's3' ? characterProblems(got, path) : []
  const sections = templatePieces(got)
  const braces = sections.some((section, index) => /[{}]/.test(index % 2 === 1 ? section.slice(2, -2) : section))
  const pieces = sections.filter((_, index) => index % 2 === 1).map((section) => patternPieces(section.slice(2, -2)))
  if (braces || pieces.includes(null)) return [...characters, problem('TEMPLATE_BRACES', path, { got })]
  const keys = pieces.flatMap((list) => list ?? []).filter((piece) => piece.kind === 'key')
  const unknown = keys.filter(({ text }) => TEMPLATE_PARTS[text[0]!] === undefined)
  if (unknown.length > 0) {
    const found = [...new Set(unknown.map(({ text }) => text))]
    return [
      ...characters,
      ...found.map((key) =>
        problem('TEMPLATE_KEY_UNKNOWN', path, { key, suggestion: TEMPLATE_SYNONYMS[key[0]!] ?? null }),
      ),
    ]
  }
  return [
    ...characters,
    ...coarsenessProblems(
      keys.map(({ text }) => TEMPLATE_PARTS[text[0]!]!),
      path,
      interval,
    ),
  ]
}

function characterProblems(got: string, path: Placed<string>['path']): readonly Problem[] {
  const character = /^s3:\/\/.*?([^a-zA-Z0-9_\-/ {}=])/su.exec(got)?.[1]
  return character === undefined ? [] : [problem('S3_TEMPLATE_CHARACTER', path, { character })]
}

function coarsenessProblems(
  parts: readonly string[],
  path: Placed<string>['path'],
  interval: Interval | null,
): readonly Problem[] {
  if (interval === null) return []
  const half = parts.includes('half-day hour') && parts.includes('AM/PM marker')
  const missing = FOLDER_PARTS[interval].filter((part) => !(parts.includes(part) || (part === 'hour' && half)))
  return missing.length === 0 ? [] : [problem('TEMPLATE_TOO_COARSE', path, { interval, missing })]
}
