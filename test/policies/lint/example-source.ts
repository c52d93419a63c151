import type { Example } from '../../../policies/lint/index.ts'

/** The text of an example, inside a template where it belongs there. */
export function exampleText({ document, inside }: Example): string {
  if (typeof document === 'string') return document
  if (inside === undefined) return JSON.stringify(document, null, 2)
  const [type, property] = inside
  return JSON.stringify({ Resources: { it: { Type: type, Properties: { [property]: document } } } }, null, 2)
}
