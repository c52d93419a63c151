import { entriesOf, type SourceEntry, type SourceNode } from '../text-tree/source-node.ts'

/** A member's name in one form for all: `S3SourceConfig`, `s3SourceConfig` and `s3_source_config` are the same. */
export function memberKey(name: string): string {
  return name.toLowerCase().replaceAll('_', '')
}

/** A member under any of the forms of its name; null where it is absent or null. */
export function memberOf(node: SourceNode | null, name: string): SourceNode | null {
  const wanted = memberKey(name)
  return presentEntries(node).find(({ key }) => memberKey(key) === wanted)?.node ?? null
}

/** The entries of a mapping that have a value: states write null for what is absent. */
export function presentEntries(node: SourceNode | null): readonly SourceEntry[] {
  return entriesOf(node).filter(({ node: value }) => value.kind !== 'scalar' || value.value !== null)
}
