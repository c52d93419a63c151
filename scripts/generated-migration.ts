import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MIGRATION_TEXTS } from '../spec/migration/index.ts'

const PAGE = join(import.meta.dirname, '../docs/migration.md')
const TABLE = /<!-- begin: findings -->[\s\S]*?<!-- end -->/u

/** docs/migration.md with a table of what a migration says. */
export function withMigrationFindings(): string {
  const page = readFileSync(PAGE, 'utf8')
  if (!TABLE.test(page)) throw new Error('docs/migration.md has no place for its findings')
  const rows = Object.entries(MIGRATION_TEXTS).map(
    ([code, { level, summary }]) => `| \`${code}\` | ${level} | ${summary} |`,
  )
  const table = `| Code | Level | Said when |\n| --- | --- | --- |\n${rows.join('\n')}`
  return page.replace(TABLE, () => `<!-- begin: findings -->\n\n${table}\n\n<!-- end -->`)
}
