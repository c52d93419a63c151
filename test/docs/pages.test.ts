import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')].map((path) => path.replaceAll('\\', '/'))

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8')

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/gu)].map(([, a, b]) => a ?? b!)
    const broken = links
      .filter((link) => !/^[a-z]+:|^#/u.test(link))
      .map((link) => normalize(join(dirname(page), link.replace(/#.*$/u, ''))))
      .filter((path) => !existsSync(path))
    expect(broken).toEqual([])
  })

  it.skipIf(!page.startsWith('docs/') || page === 'docs/README.md')('is in the index', () => {
    expect(readFileSync('docs/README.md', 'utf8')).toContain(`](${page.slice('docs/'.length)})`)
  })
})
