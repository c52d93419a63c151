import type {
  NamedType,
  PackageSchema,
  PropertySchema,
  ResourceSchema,
  TypeSchema,
} from './provider-schema/pulumi-schema.ts'

/** docs/components.md: every component with its arguments and outputs, and the types that they are made of. */
export function componentsReference({ resources, types }: PackageSchema): string {
  const components = Object.entries(resources).map(([token, resource]) => componentSection(nameOf(token), resource))
  const used = Object.entries(types).toSorted(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return `# Components

<!-- Generated from the components' arguments by \`npm run generate\`; edit their docstrings instead. -->

What each component of the package \`crowsnest\` takes and gives, in every language; [Deploying with Pulumi](deploy.md) shows them in
use. Names are those of TypeScript and YAML; in Python they are written with underscores. Arguments that decide what is made have to be
known while the program runs: they are marked *plain*. Every component also takes Pulumi's resource options, \`providers\` and
\`transforms\` among them; in TypeScript \`transform\` changes single children.

${Object.keys(resources)
  .map((token) => `- [${nameOf(token)}](#${anchor(nameOf(token))})`)
  .join('\n')}

${components.join('\n\n')}

## Types

${used.map(([token, type]) => typeSection(nameOf(token), type)).join('\n\n')}
`
}

function componentSection(name: string, resource: ResourceSchema): string {
  const inputs = table('argument', resource.inputProperties, resource.requiredInputs, 'required')
  const outputs = table('output', resource.properties, [], '')
  return `## ${name}\n\n${resource.description}\n\n${inputs}\n\n${outputs}`
}

function typeSection(name: string, type: NamedType): string {
  const heading = `### ${name}\n\n${type.description}`
  if ('enum' in type) return `${heading}\n\nOne of ${type.enum.map(({ value }) => `\`${value}\``).join(', ')}.`
  return `${heading}\n\n${table('property', type.properties, type.required, 'required')}`
}

function table(
  title: string,
  properties: Readonly<Record<string, PropertySchema>>,
  required: readonly string[],
  requiredMark: string,
): string {
  const rows = Object.entries(properties).map(([key, property]) => {
    const marks = [required.includes(key) ? requiredMark : '', property.plain === true ? 'plain' : ''].filter(Boolean)
    const note = marks.length > 0 ? ` *(${marks.join(', ')})*` : ''
    return `| \`${key}\` | ${typeText(property)} | ${cell(property.description)}${note} |`
  })
  return `| ${title} | type | what |\n| --- | --- | --- |\n${rows.join('\n')}`
}

function typeText(type: TypeSchema): string {
  if (type.$ref !== undefined) {
    const name = nameOf(decodeURIComponent(type.$ref))
    return type.$ref.startsWith('#/') ? `[${name}](#${anchor(name)})` : name
  }
  if (type.type === 'array' && type.items !== undefined) return `list of ${typeText(type.items)}`
  if (type.type === 'object' && type.additionalProperties !== undefined) {
    return `map of ${typeText(type.additionalProperties)}`
  }
  return type.type ?? 'any'
}

function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(':') + 1)
}

function anchor(name: string): string {
  return name.toLowerCase()
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
}
