import { readJson, type Source } from '../text-tree/json-source.ts'
import { readYamlSource } from '../text-tree/yaml-source.ts'
import type { Input, MigrationFile } from './input.ts'
import { migrationProblem, type MigrationProblem } from './problem.ts'

/** The documents of a file: one of YAML, or one or more of JSON, one after the other. */
export function readInputs({ name: file, text: given }: MigrationFile): {
  readonly inputs: readonly Input[]
  readonly problems: readonly MigrationProblem[]
} {
  const text = given.replace(/^\uFEFF/, '')
  const read = /^\s*[[{]/.test(text) ? jsonSources(text) : [readYamlSource(text)]
  const inputs: Input[] = []
  const problems: MigrationProblem[] = []
  for (const source of read) {
    if (source.kind === 'tree') {
      inputs.push({ file, text, root: source.root })
      continue
    }
    const at = { file, text, node: { path: [], offset: source.offset } }
    problems.push(
      source.kind === 'syntax'
        ? migrationProblem('INPUT_SYNTAX', at, { detail: source.detail })
        : migrationProblem('INPUT_TOO_DEEP', at, {}),
    )
  }
  return { inputs, problems }
}

/** JSON documents; a text in flow style that is no JSON is tried as YAML. */
function jsonSources(text: string): readonly Source[] {
  const whole = readJson(text)
  if (whole.kind !== 'syntax') return [whole]
  const starts = startsOf(text)
  if (starts.length > 1) {
    return starts.map((start, index) => {
      // Spaces before it, so that offsets count from the beginning of the file.
      const part = text.slice(start, starts[index + 1] ?? text.length)
      return readJson(`${' '.repeat(start)}${part}`)
    })
  }
  const yaml = readYamlSource(text)
  return [yaml.kind === 'tree' ? yaml : whole]
}

/** A loop over `aws ... >> file` makes some dozens. */
const MOST_DOCUMENTS = 2000

/** Where documents begin: outside of brackets and quotes. */
function startsOf(text: string): readonly number[] {
  const starts: number[] = []
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length && starts.length < MOST_DOCUMENTS; index++) {
    const letter = text[index]
    if (quoted) {
      if (letter === '\\') index++
      else if (letter === '"') quoted = false
    } else if (letter === '"') quoted = true
    else if (letter === '{' || letter === '[') {
      if (depth++ === 0) starts.push(index)
    } else if (letter === '}' || letter === ']') depth = Math.max(0, depth - 1)
  }
  return starts
}
