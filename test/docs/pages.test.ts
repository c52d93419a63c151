import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { brokenLinks, pageText, sourcePages } from '../../scripts/docs-site/pages.ts'

const pages = new Map(sourcePages().map((path) => [path, pageText(path)]))

describe('the pages of the documentation', () => {
  it('link to files and headings that are there', () => {
    expect(brokenLinks(pages)).toEqual([])
  })

  it.each([...pages.keys()].filter((page) => page.startsWith('docs/') && page !== 'docs/README.md'))(
    'have %s in the index',
    (page) => {
      expect(pages.get('docs/README.md')).toContain(`](${page.slice('docs/'.length)})`)
    },
  )

  it('name tests that are there', () => {
    const named = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(/`(test\/[\w./-]+\.ts)`/gu)].map(([, test]) => ({ page, test: test! })),
    )
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(({ test }) => !existsSync(test))).toEqual([])
  })

  it.each([...pages])('have one title in %s', (_page, text) => {
    const outsideOfCode = text.replaceAll(/^(`{3,})[\s\S]*?^\1$/gmu, '')
    expect(outsideOfCode.match(/^# .+$/gmu)).toHaveLength(1)
  })
})

describe('brokenLinks', () => {
  it.each([
    '[file](b.md) [heading](b.md#the-engine-twice) [second of its name](b.md#the-engine-twice-1) [by hand](b.md#by-hand)',
    '# Here\n\n[own heading](#here) [not a page](../spec/there.json) [outside](https://example.com/#x)',
    '`[code](nothing.md)`\n\n```md\n[block](nothing.md)\n```',
  ])('has nothing against %j', (text) => {
    expect(brokenIn(text)).toEqual([])
  })

  it.each([
    { text: '[x](nothing.md)', link: 'nothing.md' },
    { text: '[x](b.md#other)', link: 'b.md#other' },
    { text: '[x](#other)', link: '#other' },
    { text: '![x](images/nothing.png)', link: 'images/nothing.png' },
    { text: '<img src="nothing.png">', link: 'nothing.png' },
    { text: '[x](../spec/there.json#anchor)', link: '../spec/there.json#anchor' },
  ])('finds $link', ({ text, link }) => {
    expect(brokenIn(text).map((message) => message.split(/[ ,]/u)[1])).toEqual([link])
  })
})

function brokenIn(text: string): readonly string[] {
  return brokenLinks(
    new Map([
      ['docs/a.md', text],
      ['docs/b.md', '# B\n\n## The `engine`, twice\n\n## The engine, twice\n\n<a id="by-hand"></a>\n'],
    ]),
    (path) => path === 'spec/there.json',
  )
}
