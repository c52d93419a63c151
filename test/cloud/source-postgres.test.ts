import { describeTableSource } from '../engine/sources/table-contract.ts'
import { postgresWorld } from './databases/relational-world.ts'

describeTableSource('a source in PostgreSQL', postgresWorld)
