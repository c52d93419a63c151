import { describe, expect, it } from 'vitest'
import { pageText, sourcePages } from '../../scripts/docs-site/pages.ts'
import { brokenSiteLinks, buildSite } from '../../scripts/docs-site/site.ts'

const pages = new Map(sourcePages().map((path) => [path, pageText(path)]))
const site = buildSite(pages)

describe('the site of the documentation', () => {
  it('has a page for each page, and every link of it leads somewhere', () => {
    expect([...site.keys()]).toEqual(
      expect.arrayContaining(['index.html', 'all-pages.html', 'detection/accuracy.html']),
    )
    expect(brokenSiteLinks(site)).toEqual([])
  })

  it('loads nothing from elsewhere', () => {
    const loads = [...site].flatMap(([path, content]) =>
      typeof content === 'string' && path.endsWith('.html')
        ? [...content.matchAll(/\s(?:src|srcset)="([^"]+)"|<link[^>]+href="([^"]+)"/gu)].map(([, a, b]) => a ?? b!)
        : [],
    )
    expect(loads.length).toBeGreaterThan(pages.size)
    expect(loads.filter((address) => /^([a-z]+:|\/)/u.test(address))).toEqual([])
  })

  it('shows a file of the repository that a page links to', () => {
    expect(String(site.get('files/examples/first-backtest.ts.html'))).toContain(
      '<h1 id="first-backtestts">first-backtest.ts',
    )
  })

  it('has every page in its navigation', () => {
    const home = String(site.get('index.html'))
    const missing = [...site.keys()].filter(
      (path) => path.endsWith('.html') && !path.startsWith('files/') && !home.includes(`<li><a href="${path}"`),
    )
    expect(missing).toEqual([])
  })
})
