import { describe, expect, it } from 'vitest'
import { pageText, sourcePages } from '../../scripts/docs-site/pages.ts'
import { LIBRARY, referencePages } from '../../scripts/docs-site/reference.ts'
import { brokenSiteLinks, buildSite } from '../../scripts/docs-site/site.ts'

describe('the reference of the library', () => {
  it('is made from the declarations, with links that lead somewhere', async () => {
    const reference = await referencePages()
    expect([...reference.keys()]).toEqual(LIBRARY.map((name) => `reference/${name}.md`))
    expect(reference.get('reference/spec.md')).toMatch(/^### parseSpec\(\)$/mu)
    const whole = buildSite(new Map([...sourcePages().map((path) => [path, pageText(path)] as const), ...reference]))
    expect(brokenSiteLinks(whole)).toEqual([])
  })
})
