import type { Problem } from '../../plans/index.ts'

/** Arguments that a construct cannot be made from. */
export class ArgumentsError extends Error {
  override readonly name = 'ArgumentsError'
  readonly problems: readonly Problem[]

  constructor(what: string, problems: readonly Problem[]) {
    const lines = problems.map(({ path, reason }) => `${path}: ${reason}`)
    super(`${what} cannot be made from these arguments:\n  ${lines.join('\n  ')}`)
    this.problems = problems
  }
}

/**
 * Refuses arguments, all problems at once.
 *
 * @param what - type and id of the construct
 * @throws {ArgumentsError} unless there are no problems
 */
export function refuse(what: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ArgumentsError(what, problems)
}
