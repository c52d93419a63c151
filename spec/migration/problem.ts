import type { Finding } from '../finding.ts'
import type { FindingText } from '../finding-text.ts'
import type { Path, Place } from '../problem.ts'
import { MIGRATION_TEXTS, type MigrationCode } from './migration-texts.ts'

/** Where in a file something was found. */
export interface At {
  readonly file: string
  /** What the offset counts in; null for no place. */
  readonly text: string | null
  readonly node: { readonly path: Path; readonly offset: number | null }
}

/** Something that a migration has to say, before it has words. */
export interface MigrationProblem {
  readonly code: MigrationCode
  readonly at: At
  readonly args: Readonly<Record<string, unknown>>
}

type ArgsOf<Code extends MigrationCode> = (typeof MIGRATION_TEXTS)[Code] extends FindingText<infer Args> ? Args : never

/** Makes a problem of its code and arguments. */
export function migrationProblem<Code extends MigrationCode>(
  code: Code,
  { file, text, node: { path, offset } }: At,
  args: ArgsOf<Code>,
): MigrationProblem {
  return { code, at: { file, text, node: { path, offset } }, args: args as MigrationProblem['args'] }
}

/** The problem as a finding, in words. */
export function migrationFinding({ code, at, args }: MigrationProblem): Finding {
  // Each row takes the arguments of its own code; TypeScript cannot follow that through the union of rows.
  const { level, message, help } = MIGRATION_TEXTS[code] as unknown as FindingText<typeof args>
  const { text, node } = at
  const place = text === null || node.offset === null ? null : placeIn(text, node.offset)
  return {
    code,
    level,
    file: at.file,
    path: node.path,
    line: place?.line ?? null,
    column: place?.column ?? null,
    args,
    message: message(args),
    help: help(args),
  }
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
