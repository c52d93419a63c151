import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** policy-pack/taggable-types.generated.ts: the resource types of `@pulumi/aws` that can have tags, by module. */
export function taggableTypes(): string {
  const aws = dirname(createRequire(import.meta.url).resolve('@pulumi/aws/package.json'))
  const modules = readdirSync(aws, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const byModule = modules
    .map(({ name }) => ({ name, types: typesOf(join(aws, name)) }))
    .filter(({ types }) => types.length > 0)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const lines = byModule.map(({ name, types }) => `  ${name}: '${types.join(' ')}',`)
  return `// Generated from @pulumi/aws by \`npm run generate\`.

/** Resource types that can have tags, by module of \`@pulumi/aws\`; objects in buckets are left out. */
export const TAGGABLE_TYPES: Readonly<Record<string, string>> = {
${lines.join('\n')}
}
`
}

/** Names of the taggable types of a module: \`Queue\` for \`aws:sqs/queue:Queue\`. */
function typesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.d.ts') && !file.startsWith('get') && !/^(bucketObject|objectCopy)/.test(file))
    .filter((file) => /^ {4}tags\?: pulumi\.Input</m.test(readFileSync(join(folder, file), 'utf8')))
    .map((file) => file.charAt(0).toUpperCase() + file.slice(1, -'.d.ts'.length))
    .toSorted()
}
