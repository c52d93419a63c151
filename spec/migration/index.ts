export type { MigratedDetector } from './checked-spec.ts'
export type { MigrationFile } from './input.ts'
export { migrate, type Migration, type MigrationOptions } from './migrate.ts'
export { MIGRATION_TEXTS, type MigrationCode } from './migration-texts.ts'
