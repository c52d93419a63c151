import { sql } from 'kysely'
import { describeTableSource } from '../engine/sources/table-contract.ts'
import { credentialsOf, recordCalls } from '../recording/record.ts'
import { awsOptions } from './aws.ts'
import { describeHostileNames } from './databases/hostile-names.ts'
import { MARIADB_GAPS, mariadbWorld } from './databases/relational-world.ts'
import { describeRelationalTroubles } from './databases/relational-troubles.ts'
import { describeRunFaults } from './databases/run-faults.ts'

recordCalls(import.meta.filename)

describeTableSource('a source in MariaDB', mariadbWorld, MARIADB_GAPS)

describeRelationalTroubles('troubles with MariaDB', mariadbWorld, {
  dropIndex: (table) => `drop index ${table}_at on ${table}`,
  analyze: (table) => `analyze table ${table}`,
})

describeHostileNames('hostile names in MariaDB', mariadbWorld, {
  time: 'datetime',
  more: ['x'.repeat(64)],
  createSchema: async ({ admin }, schema) =>
    void (await admin.run(sql`create database if not exists ${sql.id(schema)}`)),
})

describeRunFaults(
  'a detector of a table in MariaDB',
  mariadbWorld,
  {
    setPassword: (password) => `alter user 'reader'@'%' identified by '${password}'`,
    lock: (table) => [`lock tables ${table} write`],
    unlock: 'unlock tables',
  },
  (secret) => awsOptions(credentialsOf({ role: 'dataset in RDS', names: { 'AmazonLookoutMetrics-shop': secret } })),
)
