import type { TypeRules } from '../type-rules.ts'
import { SCHEDULER } from './scheduler.ts'

/** The rules of each resource type that has some, by type. */
export const TYPE_RULES: Readonly<Record<string, TypeRules>> = { ...SCHEDULER }
