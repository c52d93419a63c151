import type { DetectorSpec } from '../spec/index.ts'
import type { Io } from './io.ts'

/**
 * Says once on stderr that the service roles of specs are not assumed on this machine, where the credentials of whoever
 * runs the command are used. Silent without roles.
 *
 * @param purposes - what the command would use a role for
 */
export function noteUnassumedRoles(
  specs: readonly DetectorSpec[],
  purposes: readonly ('dataset' | 'alerts')[],
  io: Io,
): void {
  const roles = specs.flatMap(({ dataset, alerts = [] }) => [
    ...(purposes.includes('dataset') ? [dataset.role] : []),
    ...(purposes.includes('alerts') ? alerts.map(({ role }) => role) : []),
  ])
  if (roles.every((role) => role === undefined)) return
  io.stderr.write(
    'Service roles (`role`) are assumed by the engine in AWS alone; here your own AWS credentials are used.\n',
  )
}
