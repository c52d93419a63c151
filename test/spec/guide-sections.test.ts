import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FINDING_TEXTS } from '../../spec/index.ts'

// The developer guide that the rules come from; it lies beside the repository, not in it.
const GUIDE = new URL('../../../shared/guide/lookout-for-metrics-developer-guide.txt', import.meta.url)
const present = existsSync(GUIDE)
if (!present) process.stderr.write('skipped: the developer guide in ../shared/guide is not there\n')

describe('a rule that names its section of the guide', () => {
  const sections = Object.entries(FINDING_TEXTS).flatMap(([code, { guide }]) =>
    (guide ?? '')
      .split('; ')
      .filter((section) => section !== '' && !section.startsWith('API reference'))
      .map((section) => ({ code, section })),
  )
  const headings = new Set(
    present
      ? readFileSync(GUIDE, 'utf8')
          .split(/\r?\n/)
          .map((line) => line.trim())
      : [],
  )

  it.runIf(present).each(sections)('$code: "$section" is there', ({ section }) => {
    expect(headings.has(section)).toBe(true)
  })
})
