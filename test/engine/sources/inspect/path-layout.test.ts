import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDatedLayout } from '../../../../engine/sources/inspect/path-layout.ts'
import { pathTemplate } from '../../../../engine/time/index.ts'

describe('findDatedLayout', () => {
  it.each([
    // Guide: "Structuring continuous and historical data"
    {
      paths: ['continuous/20201225/1520/a.csv', 'continuous/20201225/1525/a.csv', 'continuous/20201225/1530/b.csv'],
      template: 'continuous/{{yyyyMMdd}}/{{HHmm}}',
      stepSeconds: 300,
    },
    // Guide: "Example path structure - daily interval"
    {
      paths: ['continuous/2020/12/01/1.csv', 'continuous/2020/12/02/1.csv', 'continuous/2020/12/03/1.csv'],
      template: 'continuous/{{yyyy}}/{{MM}}/{{dd}}',
      stepSeconds: 86_400,
    },
    {
      paths: ['2026/07/04/15-20/a', '2026/07/04/15-30/a', '2026/07/04/15-40/a'],
      template: '{{yyyy}}/{{MM}}/{{dd}}/{{HH}}-{{mm}}',
      stepSeconds: 600,
    },
    {
      paths: ['dt=2026-07-04/hour=15/part-0.gz', 'dt=2026-07-04/hour=16/part-0.gz', 'dt=2026-07-04/hour=17/part-1.gz'],
      template: 'dt={{yyyy}}-{{MM}}-{{dd}}/hour={{HH}}',
      stepSeconds: 3600,
    },
    {
      paths: ['v2/2026070400.csv', 'v2/2026070401.csv', 'v2/2026070402.csv'],
      template: 'v2/{{yyyyMMddHH}}',
      stepSeconds: 3600,
    },
    {
      paths: ['2026/07/04/part-00.csv', '2026/07/05/part-01.csv', '2026/07/06/part-02.csv'],
      template: '{{yyyy}}/{{MM}}/{{dd}}',
      stepSeconds: 86_400,
    },
  ])('finds $template', ({ paths, template, stepSeconds }) => {
    expect(findDatedLayout(paths)).toEqual({ template, stepSeconds, paths })
  })

  it.each([
    { paths: ['a.csv', 'b.csv'] },
    { paths: ['history/2020Q2.csv', 'history/2020Q3.csv'] },
    { paths: ['history/data-202010.jsonl', 'history/data-202011.jsonl'] },
    { paths: ['run1/part-1.csv', 'run2/part-2.csv'] },
    { paths: ['2026/13/45/a.csv', '2026/14/46/a.csv'] },
    { paths: ['store/1001/a.csv', 'store/1002/a.csv'] },
  ])('finds no dates in $paths', ({ paths }) => {
    expect(findDatedLayout(paths)).toBeNull()
  })

  it('leaves aside what the template does not explain', () => {
    const dated = ['live/20260704/1500/a', 'live/20260704/1600/a', 'live/20260704/1700/a']
    expect(findDatedLayout(['past/all.csv', ...dated, 'readme.txt'])?.paths).toEqual(dated)
  })

  it('finds a template that leads back to every folder', () => {
    const templates = fc.constantFrom(
      '{{yyyyMMdd}}/{{HHmm}}',
      'a-1/{{yyyy}}/{{MM}}/{{dd}}/{{HH}}/{{mm}}',
      'live/y={{yyyy}}/m={{MM}}/d={{dd}}/h={{HH}}{{mm}}',
      '{{yyyyMMddHHmm}}',
    )
    const start = fc.integer({ min: 10_519_200, max: 68_371_200 })
    fc.assert(
      fc.property(templates, start, fc.integer({ min: 2, max: 60 }), (text, minute, count) => {
        const template = pathTemplate(text, 'UTC')
        const folders = Array.from({ length: count }, (_, index) => template.expand((minute + index) * 60_000))
        const found = findDatedLayout(folders.map((folder) => `${folder}/data.csv`))
        const again = pathTemplate(found!.template, 'UTC')
        expect(folders.map((_, index) => again.expand((minute + index) * 60_000))).toEqual(folders)
      }),
    )
  })
})
