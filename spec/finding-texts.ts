import { ALERT_TEXTS } from './alert-texts.ts'
import { DATASET_TEXTS } from './dataset-texts.ts'
import { DETECTOR_TEXTS } from './detector-texts.ts'
import { DOCUMENT_TEXTS } from './document-texts.ts'
import type { FindingText } from './finding-text.ts'
import { ROLE_TEXTS } from './role-texts.ts'
import { SERVICE_TEXTS } from './service-texts.ts'
import { SOURCE_TEXTS } from './source-texts.ts'

/** Every finding about a spec, by code. Codes are stable: a released one keeps its meaning. */
export const FINDING_TEXTS = {
  ...DOCUMENT_TEXTS,
  ...DETECTOR_TEXTS,
  ...DATASET_TEXTS,
  ...SOURCE_TEXTS,
  ...SERVICE_TEXTS,
  ...ALERT_TEXTS,
  ...ROLE_TEXTS,
}

/** Stable name of a rule about specs. */
export type FindingCode = keyof typeof FINDING_TEXTS

/** What the text of a finding is made from. */
export type FindingArgs<Code extends FindingCode> =
  (typeof FINDING_TEXTS)[Code] extends FindingText<infer Args> ? Args : never

/** What is wrong, and the cure, in words. */
export function describeFinding<Code extends FindingCode>(
  code: Code,
  args: FindingArgs<Code>,
): { readonly message: string; readonly help: string } {
  // Each row takes the arguments of its own code; TypeScript cannot follow that through the union of rows.
  const { message, help } = FINDING_TEXTS[code] as unknown as FindingText<FindingArgs<Code>>
  return { message: message(args), help: help(args) }
}
