import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from 'recheck'
import { expect, it } from 'vitest'
import { BOUNDED, expressions } from '../security/regular-expressions.ts'

const golden = join(import.meta.dirname, '../golden/linear-expressions.json')

// With UPDATE_GOLDEN=1 the file is written with what could be proven.
it('proves every regular expression of the golden file to take time that grows with its text', async () => {
  const literals = expressions().filter(({ text, made }) => !made && !(text in BOUNDED))
  const proven: string[] = []
  const refuted: string[] = []
  for (const { text, files } of literals) {
    const end = text.lastIndexOf('/')
    const found = await check(text.slice(1, end), text.slice(end + 1), { timeout: 20_000 })
    if (found.status === 'safe') proven.push(text)
    else refuted.push(`${text} (${files.join(', ')}): ${found.status}`)
  }
  if (process.env['UPDATE_GOLDEN'] !== undefined)
    writeFileSync(golden, `${JSON.stringify(proven.toSorted(), null, 2)}\n`)
  expect(refuted).toEqual([])
  expect(proven.toSorted()).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
}, 400_000)
