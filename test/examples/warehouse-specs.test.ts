import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSpec, withDefaults, type DetectorSpec } from '../../spec/index.ts'

function read(name: string): DetectorSpec {
  const { spec, findings } = parseSpec(readFileSync(`examples/${name}.yaml`, 'utf8'), `${name}.yaml`)
  expect(findings).toEqual([])
  return spec!
}

describe('examples/redshift.yaml', () => {
  it('is a spec without findings', () => {
    expect(withDefaults(read('redshift')).dataset.source).toMatchObject({ kind: 'redshift', schema: 'sales' })
  })
})

describe('examples/athena.yaml', () => {
  it('is a spec without findings', () => {
    expect(withDefaults(read('athena')).dataset.source).toMatchObject({ kind: 'athena', workgroup: 'analytics' })
  })

  it('is about the table that docs/sources.md makes', () => {
    const page = readFileSync('docs/sources.md', 'utf8')
    const [, sql = ''] = /```sql\n(CREATE EXTERNAL TABLE.*?)```/s.exec(page) ?? []
    const { dataset } = withDefaults(read('athena'))
    const { source } = dataset
    if (source.kind !== 'athena') throw new Error('another source')
    const namesIn = (list: string | undefined): string[] =>
      [...(list ?? '').matchAll(/(\w+) \w+(,|$)/g)].map(([, name]) => name!)
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
