import { describe, expect, it } from 'vitest'
import { pageText } from '../../scripts/docs-site/pages.ts'
import { DEFAULT_QUOTAS } from '../../spec/index.ts'

describe('docs/limits.md', () => {
  const rows = new Map(
    pageText('docs/limits.md')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .map((cells) => [cells.at(-2)?.replaceAll('`', ''), cells.slice(3, 7)] as const),
  )

  it('has every quota with its default', () => {
    const { PT5M, PT10M, PT1H, P1D } = DEFAULT_QUOTAS
    for (const name of Object.keys(PT5M) as (keyof typeof PT5M)[]) {
      const defaults = [PT5M, PT10M, PT1H, P1D].map((quotas) => quotas[name].toLocaleString('en-US'))
      expect([name, rows.get(name)]).toEqual([name, defaults])
    }
  })
})
