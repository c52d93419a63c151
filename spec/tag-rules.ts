import type { Outline } from './outline.ts'
import { problem, type Path, type Problem } from './problem.ts'

/** Limits of AWS. Guide: "Tag key and value requirements". */
const MOST_TAGS = 50
const LONGEST_KEY = 128
const LONGEST_VALUE = 256

/** What is wrong with the tags. */
export function tagProblems({ tags, tagsPath }: Outline): readonly Problem[] {
  const many =
    tags.length > MOST_TAGS ? [problem('TAGS_TOO_MANY', tagsPath, { count: tags.length, limit: MOST_TAGS }, 'key')] : []
  return [
    ...many,
    ...tags.flatMap(({ value: [key, value], path }) => {
      const keyLength = [...key].length
      const valueLength = [...value].length
      return [
        ...(keyLength < 1 || keyLength > LONGEST_KEY
          ? [problem('TAG_KEY_LENGTH', path, { key, length: keyLength }, 'key')]
          : []),
        ...(valueLength > LONGEST_VALUE ? [problem('TAG_VALUE_LENGTH', path, { key, length: valueLength })] : []),
        ...textProblems(key, path, 'key'),
        ...textProblems(value, path, 'value'),
      ]
    }),
  ]
}

function textProblems(text: string, path: Path, at: 'key' | 'value'): readonly Problem[] {
  if (text.startsWith('aws:')) return [problem('TAG_RESERVED', path, { text }, at)]
  const character = /[^a-zA-Z0-9 _.:/=+@-]/u.exec(text)?.[0]
  return character === undefined ? [] : [problem('TAG_CHARACTERS', path, { text, character }, at)]
}
