import { describeTableSource } from '../engine/sources/table-contract.ts'
import { MARIADB_GAPS, mariadbWorld } from './databases/relational-world.ts'

describeTableSource('a source in MariaDB', mariadbWorld, MARIADB_GAPS)
