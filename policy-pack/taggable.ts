import type { StackResource } from './resource.ts'
import { TAGGABLE_TYPES } from './taggable-types.generated.ts'

const TYPES: ReadonlySet<string> = new Set(
  Object.entries(TAGGABLE_TYPES).flatMap(([module, names]) => names.split(' ').map((name) => tokenOf(module, name))),
)

/** Whether a resource can have tags. Objects in buckets are left out: nobody bills or finds them by tags. */
export function hasTags({ type }: StackResource): boolean {
  return TYPES.has(type)
}

/** Token of a type of `@pulumi/aws`: `aws:sqs/queue:Queue`. */
function tokenOf(module: string, name: string): string {
  return `aws:${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`
}
