import { sql } from 'kysely'
import { describeTableSource } from '../engine/sources/table-contract.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'
import { describeHostileNames } from './databases/hostile-names.ts'
import { postgresWorld } from './databases/relational-world.ts'
import { describeRelationalTroubles } from './databases/relational-troubles.ts'
import { describeRunFaults } from './databases/run-faults.ts'

recordCalls(import.meta.filename)

describeTableSource('a source in PostgreSQL', postgresWorld)

describeRelationalTroubles('troubles with PostgreSQL', postgresWorld, {
  dropIndex: (table) => `drop index ${table}_at`,
  analyze: (table) => `analyze ${table}`,
})

describeHostileNames('hostile names in PostgreSQL', postgresWorld, {
  time: 'timestamp',
  more: ['🦩', 'tab\there', 'ends with a space '],
  async createSchema({ admin }, schema) {
    await admin.run(sql`create schema if not exists ${sql.id(schema)}`)
    await admin.run(sql`grant usage on schema ${sql.id(schema)} to reader`)
  },
})

describeRunFaults(
  'a detector of a table in PostgreSQL',
  postgresWorld,
  {
    setPassword: (password) => `alter role reader password '${password}'`,
    lock: (table) => ['begin', `lock table ${table} in access exclusive mode`],
    unlock: 'rollback',
  },
  (secret) => awsOptions(credentialsOf({ role: 'dataset in RDS', names: { 'AmazonLookoutMetrics-shop': secret } })),
)
