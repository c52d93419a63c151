import type { Registered } from '../components/monitor.ts'

/** What was made, to compare with what another program made. */
export function made(resources: readonly Registered[]): unknown {
  return resources
    .filter(({ type }) => type !== 'pulumi:pulumi:Stack')
    .map(comparable)
    .toSorted(byUrn)
}

/** What the two have in common: the program's stack is the parent of its components, and the zips lie elsewhere. */
function comparable({
  urn,
  parent,
  inputs,
  wire: _wire,
  outputs,
  ...rest
}: Registered): Readonly<Record<string, unknown>> {
  const { code: _code, ...others } = inputs
  const { content } = others
  // The order of keys in a declared object is that of the program, and means nothing.
  const meant = typeof content === 'string' ? { ...others, content: JSON.parse(content) as unknown } : others
  return { urn, parent: parent.replace(/^.*::pulumi:pulumi:Stack::.*$/, ''), inputs: meant, outputs, ...rest }
}

function byUrn(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): number {
  return String(a['urn']) < String(b['urn']) ? -1 : 1
}
