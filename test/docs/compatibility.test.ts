import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTRADICTIONS } from '../../scripts/compatibility/contradictions.ts'
import { FEATURES } from '../../scripts/compatibility/features.ts'
import { pageText } from '../../scripts/docs-site/pages.ts'

const root = join(import.meta.dirname, '../..')

// The guide lies beside the repository, not in it.
const GUIDE = join(root, '../shared/guide/lookout-for-metrics-developer-guide.txt')
const present = existsSync(GUIDE)
if (!present) process.stderr.write('skipped: the developer guide in ../shared/guide is not there\n')

describe.each(FEATURES)('the feature "$feature"', ({ page, test: [file, says] }) => {
  // Whether its heading is there, the test of all links says.
  it(`has a page, ${page}`, () => {
    expect(existsSync(join(root, 'docs', page.replace(/#.*$/u, '')))).toBe(true)
  })

  it(`is shown by ${file}`, () => {
    expect(existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : 'no such test').toContain(says)
  })
})

describe('the table of features', () => {
  it.runIf(present)("has every heading of the guide's table of contents", () => {
    const covered = new Set(FEATURES.flatMap(({ guide }) => guide))
    const contents = readFileSync(GUIDE, 'utf8')
      .split('Table of Contents')[1]!
      .split('\nAmazon Lookout for Metrics is no longer available')[0]!
    const headings = [...contents.matchAll(/^([^\d\n].*)\t\d+\r?$/gmu)].map(([, heading]) => heading!)
    expect(headings.length).toBeGreaterThan(100)
    expect(headings.filter((heading) => !covered.has(heading))).toEqual([])
    expect([...covered].filter((heading) => !contents.includes(`${heading}\t`))).toEqual([])
  })

  it('says everything once', () => {
    expect(new Set(FEATURES.map(({ feature }) => feature)).size).toBe(FEATURES.length)
  })
})

describe('the contradictions of the guide', () => {
  it('are all read one way', () => {
    expect(CONTRADICTIONS).toHaveLength(39)
    expect(new Set(CONTRADICTIONS.map(({ topic }) => topic)).size).toBe(39)
    const page = pageText('docs/compatibility.md')
    expect(CONTRADICTIONS.filter(({ reading }) => !page.includes(reading))).toEqual([])
  })
})
