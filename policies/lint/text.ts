import { UNKNOWN } from './glob.ts'
import type { SourceScalar } from '../../spec/text-tree/source-node.ts'

/** A text of a policy. */
export interface Text {
  readonly node: SourceScalar
  /** As IAM compares it; parts that nobody can know here are UNKNOWN. */
  readonly value: string
  /** As it was written, for messages. */
  readonly shown: string
  /** Whether a part is not known. */
  readonly unknown: boolean
}

/** A scalar as the text that IAM takes it for. */
export function toText(node: SourceScalar): Text {
  const written = String(node.value)
  const value = written.includes('{') ? written.replaceAll(PLACEHOLDER, UNKNOWN) : written
  return { node, value, shown: written.replaceAll(UNKNOWN, '...'), unknown: value.includes(UNKNOWN) }
}

/**
 * Something that was to be filled in: `${Region}`, `{secretId}`, `${AWS::AccountId}`, `<account>`. IAM's own variables have a
 * prefix (`${aws:username}`) or are one of `${*}`, `${?}`, `${$}`.
 */
export const PLACEHOLDER = /\$?\{(?:[A-Za-z][\w.-]*|AWS::[A-Za-z]+)\}/g
