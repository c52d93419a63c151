import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readInterval } from '../../engine/sources/read-table.ts'
import { raw } from './admin-connection.ts'
import type { RelationalWorld } from './relational-world.ts'

/** Names that mean something to a database, to a driver or to a query builder, or look as if they did. */
const NAMES = [
  `o'clock`,
  `'; drop table canary; --`,
  `say "hi"`,
  `"; drop table canary; --`,
  '`tick`',
  '`; drop table canary; #',
  'x; drop table canary; --',
  '-- comment',
  '/* comment',
  'a.b',
  'x as y',
  '$1',
  '?',
  '??',
  ':p',
  '@p',
  '@1',
  '%s',
  'back\\slash\\',
  'two\nlines',
  ' space before',
  'Case',
  'case',
  'select',
  'group',
  'from',
  // Names that the query itself uses.
  'records',
  'i',
  'n',
  'ok',
  'good',
  'd0',
  'm0',
  's0',
  'c0',
  '*',
  '1',
  'ñandú',
  '数量',
  'x'.repeat(63),
] as const

/** A name may not be all that a value may. */
const MORE_VALUES = ['🦩', 'x', 'x ', 'X', 'ẋ', ' ', '\t', 'e\u0301', 'é', 'null', 'NULL']

const START = Date.UTC(2026, 5, 1, 10)

/**
 * Hostile names and values mean themselves: as table, schema, columns, values of dimensions and of filters.
 *
 * @param more - names that this database knows in addition
 */
export function describeHostileNames(
  name: string,
  makeWorld: () => Promise<RelationalWorld>,
  words: {
    readonly more: readonly string[]
    /** Type of local times. */
    readonly time: string
    createSchema(world: RelationalWorld, schema: string): Promise<void>
  },
): void {
  describe(name, () => {
    let world: RelationalWorld
    beforeAll(async () => {
      world = await makeWorld()
      await world.admin.run(sql`create table canary (survives integer)`)
      await world.admin.run(sql`insert into canary values (1)`)
      await world.allow(sql.id('canary'))
    })
    afterAll(() => world?.stop())

    const names = [...NAMES, ...words.more]
    /** Values may be more than names may, though not longer than 40 characters. */
    const values = [...new Set([...names.filter(({ length }) => length <= 40), ...MORE_VALUES])]

    it.each(names.map((table, n) => ({ table, n })))('reads the table $table', async ({ table, n }) => {
      const [schema, at, measure, dimension, other] = [1, 2, 3, 4, 5].map((k) => names[(n + k) % names.length]!)
      // MariaDB takes names that differ in case alone for one column.
      const columns = [at!, measure!, dimension!, other!]
      const folded = new Set(columns.map((column) => column.toLowerCase()))
      if (folded.size < columns.length) columns[3] = 'something else'
      const distinct = new Set(columns.map((column) => column.toLowerCase())).size === columns.length
      const [time, amount, shop, rest] = distinct ? columns : ['at', measure!, 'shop', 'rest']
      await words.createSchema(world, schema!)
      const path = sql.id(schema!, table)
      await world.admin.run(
        sql`create table ${path} (${sql.id(time!)} ${raw(words.time)}, ${sql.id(amount!)} integer, ${sql.id(shop!)} varchar(100), ${sql.id(rest!)} integer)`,
      )
      const tables = sql`select table_name as ${sql.id('name')} from information_schema.tables where table_schema = ${schema}`
      expect(await world.admin.run(tables)).toContainEqual({ name: table })
      await world.allow(path)
      const rows = values.map((value, k) => sql`('2026-06-01 10:30:00', ${k}, ${value}, ${1})`)
      await world.admin.run(sql`insert into ${path} values ${sql.join(rows)}`)
      const source = world.sourceOf(table, { schema: schema! })
      const dataset = {
        source,
        timestamp: { column: time! },
        measures: [
          { column: amount!, aggregation: 'SUM' as const },
          { column: rest!, aggregation: 'AVG' as const },
        ],
        dimensions: [shop!],
      }
      const all = await readInterval(world, dataset, START)
      const found = all.series.map(([value], s) => [value!, all.values(START)![2 * s]!] as const)
      expect(new Map(found)).toEqual(new Map(values.map((value, k) => [value, k])))
      const some = values.filter((_, k) => k % 3 === n % 3)
      const filtered = await readInterval(world, { ...dataset, filters: { [shop!]: some } }, START)
      expect(filtered.series.map(([value]) => value).toSorted()).toEqual(some.toSorted())
      expect(filtered.report.used).toBe(some.length)
    })

    it('has written nothing', async () => {
      expect(await world.admin.run(sql`select * from canary`)).toHaveLength(1)
    })
  })
}
