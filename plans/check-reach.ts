import type { Draft, Path } from './check-draft.ts'
import { valueAt } from './draft-parts.ts'
import { propertyPath, type Problem } from './problem.ts'

/** What an engine outside of any VPC probably does not reach. */
export function checkReach({ value }: Draft, toProperty: (path: Path) => Path): readonly Problem[] {
  const path = ['dataset', 'source', 'rds']
  if (valueAt(value, path) === undefined) return []
  return [
    {
      path: propertyPath(toProperty(path)),
      reason:
        'The engine is in no VPC, so that it reaches this database only if that is open to the internet. Give the engine the subnets and a security group of the database: `network` of Engine; see docs/network.md.',
    },
  ]
}
