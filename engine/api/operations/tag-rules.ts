import { checkSpec } from '../../../spec/index.ts'
import { invalidFields } from '../wire/index.ts'
import type { Tags } from './api-record.ts'
import { fieldsOf } from './found-detector.ts'

/**
 * Refuses tags that AWS would not take, of whatever resource: all have the rules of a detector's.
 *
 * @throws {ApiError} ValidationException
 */
export function checkTags(tags: Tags): void {
  const { findings } = checkSpec({ tags })
  const errors = findings.filter(({ level, path }) => level === 'error' && path[0] === 'tags')
  if (errors.length > 0) throw invalidFields(fieldsOf(errors))
}
