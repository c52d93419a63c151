import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSpec, withDefaults } from '../../spec/index.ts'

describe('examples/athena.yaml', () => {
  it('is about the table that docs/sources.md makes', () => {
    const page = readFileSync('docs/sources.md', 'utf8')
    const [, sql = ''] = /```sql\n(CREATE EXTERNAL TABLE.*?)```/s.exec(page) ?? []
    const { dataset } = withDefaults(parseSpec(readFileSync('examples/athena.yaml', 'utf8'), 'athena.yaml').spec!)
    const { source } = dataset
    if (source.kind !== 'athena') throw new Error('another source')
    const [, table, columns] = /CREATE EXTERNAL TABLE (\S+) \((.*?)\n\)/s.exec(sql) ?? []
    const [, partitions] = /PARTITIONED BY \((.*?)\)/.exec(sql) ?? []
    expect(table).toBe(`${source.database}.${source.table}`)
    expect(namesIn(columns).toSorted()).toEqual(
      [dataset.timestamp!.column, ...dataset.dimensions, ...dataset.measures.map(({ column }) => column)].toSorted(),
    )
    expect(namesIn(partitions)).toEqual(Object.keys(source.partitions))
    expect(sql).toContain(`LOCATION '${source.data}'`)
    expect(sql).toContain(`'projection.dt.format' = '${source.partitions['dt']}'`)
    for (const name of namesIn(partitions)) expect(sql).toContain(`'projection.${name}.type'`)
  })
})

function namesIn(columns = ''): readonly string[] {
  return [...columns.matchAll(/(\w+) \w+(,|$)/g)].map(([, name]) => name!)
}
