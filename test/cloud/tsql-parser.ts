import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { installPackages } from './python-server.ts'

/** What a grammar says of a statement. */
export interface ParsedStatement {
  /** Empty: it is T-SQL. */
  readonly problems: readonly string[]
  /** Names in double quotes, as they stand, in their order. */
  readonly names: readonly string[]
  /** Literals of text. */
  readonly texts: readonly string[]
}

/** Parses statements with the T-SQL grammar of SQLFluff, which is installed into `.cache/tsql` when it is not there. */
export function parseTsql(statements: readonly string[]): readonly ParsedStatement[] {
  const python = installPackages({
    title: 'the T-SQL grammar of SQLFluff',
    folder: 'tsql',
    requirements: 'tsql-requirements.txt',
  })
  const output = execFileSync(python, [join(import.meta.dirname, 'tsql_parser.py')], {
    input: JSON.stringify(statements),
    encoding: 'utf8',
  })
  return JSON.parse(output) as readonly ParsedStatement[]
}
