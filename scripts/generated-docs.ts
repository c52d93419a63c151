import { FINDING_TEXTS } from '../spec/index.ts'
import type { Schema } from './generated-types.ts'

/** docs/spec.md: every key of a spec with its type, default, limits and the section of the guide. */
export function specReference(schema: Schema): string {
  const definitions = schema.$defs ?? {}
  const sections = [
    section('DetectorSpec', 'The detector', schema, definitions),
    ...Object.entries(definitions).map(([name, definition]) => section(name, titleOf(name), definition, definitions)),
  ]
  return `# The spec of a detector

<!-- Generated from spec/detector.schema.json by \`npm run generate\`; edit that instead. -->

A spec is a YAML or JSON file that describes one detector; \`crowsnest check FILE\` checks it, \`crowsnest init DATA\` writes
one. In TypeScript the same shape is the type \`DetectorSpec\` of \`crowsnest/spec\`. What \`crowsnest check\` can find is
listed in [findings.md](findings.md). "Guide" names the section of the Amazon Lookout for Metrics developer guide that a
rule comes from.

Editors complete and check a spec that begins with this line:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/crowsnest/spec/detector.schema.json
\`\`\`

${sections.join('\n\n')}
`
}

/** docs/findings.md: every finding about a spec. */
export function findingsReference(): string {
  const rows = Object.entries(FINDING_TEXTS).map(
    ([code, { level, summary, guide }]) => `| \`${code}\` | ${level} | ${cell(summary)} | ${cell(guide ?? '')} |`,
  )
  return `# What a check of a spec can find

<!-- Generated from the texts in spec/ by \`npm run generate\`; edit those instead. -->

\`crowsnest check\` prints every finding with its file, line and column, what is wrong and what to do. Codes are stable. A
spec with findings of level \`error\` cannot be used; the other levels are advice. "Guide" names the section of the Amazon
Lookout for Metrics developer guide that the rule comes from.

| Code | Level | Found when | Guide |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

type Definitions = Readonly<Record<string, Schema>>

function section(name: string, title: string, schema: Schema, definitions: Definitions): string {
  const rows = Object.entries(schema.properties ?? {})
    .filter(([key]) => key !== '$schema')
    .flatMap(([key, value]) => keyRows(key, value, schema.required?.includes(key) === true, definitions))
  return `## ${title}

<a id="${name}"></a>

${schema.description ?? ''}

| Key | Value | |
| --- | --- | --- |
${rows.join('\n')}`
}

/** A row for a key, and rows for the keys of a mapping that has no section of its own. */
function keyRows(key: string, schema: Schema, required: boolean, definitions: Definitions): readonly string[] {
  const name = `\`${key}\`${required ? ' (required)' : ''}`
  const row = `| ${name} | ${cell(valueText(schema))} | ${cell(descriptionText(schema, definitions))} |`
  const children = Object.entries(schema.properties ?? {})
  return [
    row,
    ...children.flatMap(([child, value]) =>
      keyRows(`${key}.${child}`, value, schema.required?.includes(child) === true, definitions),
    ),
  ]
}

function valueText(schema: Schema): string {
  if (schema.$ref !== undefined) return link(schema.$ref)
  if (schema.enum !== undefined)
    return schema.enum.map((value) => (value === '' ? '`""`' : `\`${String(value)}\``)).join(', ')
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : valueText(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return `mapping to ${valueText(schema.additionalProperties)}`
  switch (schema.type) {
    case 'string':
      return 'text'
    case 'integer':
      return 'whole number'
    case 'boolean':
      return '`true` or `false`'
    default:
      return 'mapping'
  }
}

function descriptionText({ $ref, description, examples = [] }: Schema, definitions: Definitions): string {
  const text = description ?? definitions[$ref?.replace('#/$defs/', '') ?? '']?.description ?? ''
  const shown = examples.map((example) => `\`${JSON.stringify(example).slice(1, -1)}\``)
  return shown.length === 0 ? text : `${text} Example: ${shown.join(', ')}.`
}

function link(ref: string): string {
  const name = ref.replace('#/$defs/', '')
  return `[${titleOf(name).toLowerCase().replace('csv', 'CSV').replace('json', 'JSON').replace('s3', 'S3')}](#${name})`
}

function titleOf(name: string): string {
  return name
    .replace(/Spec$/, '')
    .replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^Csv/, 'CSV')
    .replace(/^Json/, 'JSON')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
