import { describe, expect, it } from 'vitest'
import { fullScans } from '../../../../engine/sources/relational/mysql/mysql-plan.ts'

// The shape that MySQL prints, cut down: https://dev.mysql.com/doc/refman/8.4/en/explain.html. MariaDB's is looked at in
// test/cloud/source-mariadb.test.ts.
const plan = (access: string) => ({
  query_block: {
    grouping_operation: {
      using_temporary_table: true,
      table: {
        table_name: 'records',
        access_type: 'ALL',
        materialized_from_subquery: {
          query_block: { table: { table_name: 'orders', access_type: access, attached_condition: '...' } },
        },
      },
    },
  },
})

describe('fullScans', () => {
  it('finds a table that is read in full below a subquery, which always is', () => {
    expect(fullScans(plan('ALL'))).toEqual(['orders'])
    expect(fullScans(plan('index'))).toEqual(['orders'])
  })

  it('finds nothing where an index leads to the rows', () => {
    expect(fullScans(plan('range'))).toEqual([])
  })
})
