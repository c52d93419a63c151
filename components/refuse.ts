import * as pulumi from '@pulumi/pulumi'
import type { Problem } from '../plans/index.ts'

/**
 * Refuses arguments, all problems at once, in the form that Pulumi shows with the path of each property.
 *
 * @param what - type and name of the component
 * @throws {pulumi.InputPropertiesError} unless there are no problems
 */
export function refuse(what: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const lines = problems.map(({ path, reason }) => `${path}: ${reason}`)
  throw new pulumi.InputPropertiesError({
    message: `${what} cannot be made from these arguments:\n  ${lines.join('\n  ')}`,
    errors: problems.map(({ path, reason }) => ({ propertyPath: path, reason })),
  })
}
