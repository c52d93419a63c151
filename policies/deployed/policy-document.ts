/**
 * A policy's document as IAM's answers have it: JSON with percent signs, or, from tools that read it already, an object.
 *
 * @returns parsed; undefined when it is neither
 */
export function policyDocument(value: unknown): unknown {
  if (typeof value !== 'string') return typeof value === 'object' && value !== null ? value : undefined
  try {
    return JSON.parse(value.trimStart().startsWith('%') ? decodeURIComponent(value) : value) as unknown
  } catch {
    return undefined
  }
}
