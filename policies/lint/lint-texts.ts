import { ACTION_TEXTS } from './texts/action-texts.ts'
import { CONDITION_TEXTS } from './texts/condition-texts.ts'
import { CONDITION_VALUE_TEXTS } from './texts/condition-value-texts.ts'
import { CROWSNEST_TEXTS } from './texts/crowsnest-texts.ts'
import { DOCUMENT_TEXTS } from './texts/document-texts.ts'
import type { LintText } from './texts/lint-text.ts'
import { ORGANIZATION_TEXTS } from './texts/organization-texts.ts'
import { PRINCIPAL_TEXTS } from './texts/principal-texts.ts'
import { RESOURCE_TEXTS } from './texts/resource-texts.ts'
import { TAG_TEXTS } from './texts/tag-texts.ts'
import { VARIABLE_TEXTS } from './texts/variable-texts.ts'

/** Every finding about a policy, by code. Codes are stable; those of IAM Access Analyzer mean what they mean there. */
export const LINT_TEXTS = {
  ...DOCUMENT_TEXTS,
  ...ACTION_TEXTS,
  ...RESOURCE_TEXTS,
  ...CONDITION_TEXTS,
  ...CONDITION_VALUE_TEXTS,
  ...TAG_TEXTS,
  ...VARIABLE_TEXTS,
  ...PRINCIPAL_TEXTS,
  ...ORGANIZATION_TEXTS,
  ...CROWSNEST_TEXTS,
}

/** Stable name of a flaw of policies. */
export type LintCode = keyof typeof LINT_TEXTS

/** What the text of a finding is made from. */
export type LintArgs<Code extends LintCode> = (typeof LINT_TEXTS)[Code] extends LintText<infer Args> ? Args : never

/** What is wrong, and the cure, in words. */
export function describeLint(
  code: LintCode,
  args: Readonly<Record<string, unknown>>,
): { readonly message: string; readonly help: string } {
  // Each row takes the arguments of its own code, which `found` checked; TypeScript cannot follow that through the union.
  const { message, help } = LINT_TEXTS[code] as unknown as LintText<Readonly<Record<string, unknown>>>
  return { message: message(args), help: help(args) }
}
