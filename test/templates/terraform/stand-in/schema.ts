import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A type of Terraform as it is written in schemas: `"string"`, `["list","string"]`. */
export type Type = string | readonly unknown[]

/** An attribute of a resource. */
export interface Attribute {
  readonly name: string
  readonly type: Type
  readonly required: boolean
  /** Whether it may be configured; one that may not is an answer of AWS. */
  readonly optional: boolean
}

/** A block, with what is in it. */
export interface Block {
  readonly attributes: readonly Attribute[]
  readonly blocks: readonly { readonly name: string; readonly nesting: 'list' | 'set'; readonly block: Block }[]
}

const LIBRARY = join(dirname(createRequire(import.meta.url).resolve('@cdktf/provider-aws/package.json')), 'lib')

/**
 * The schema of a resource or data source as CDKTF's provider has it: the provider of AWS wrote it, and CDKTF generated its classes from that. Names,
 * types, what is required, what is a block, and what AWS answers.
 *
 * @param folder - of its class: `iam-role`, `data-aws-caller-identity`
 */
export function schemaOf(folder: string): Block {
  const code = readFileSync(join(LIBRARY, folder, 'index.js'), 'utf8')
  const types = readFileSync(join(LIBRARY, folder, 'index.d.ts'), 'utf8')
  const start = code.indexOf('synthesizeHclAttributes() {')
  if (start === -1) throw new Error(`${folder} has no resource whose schema could be read`)
  const config =
    /export interface (\w+Config) extends cdktf\.TerraformMetaArguments|export interface (AwsProviderConfig) /.exec(
      types,
    )
  const ofConfig = config?.[1] ?? config?.[2]
  if (ofConfig === undefined) throw new Error(`${folder} has no configuration whose schema could be read`)
  const configured = blockOf(code, types, code.slice(start), ofConfig)
  const known = new Set([...configured.attributes, ...configured.blocks].map(({ name }) => name))
  const resource = code.slice(code.search(/^class \w+ extends cdktf\.Terraform(Resource|DataSource|Provider) /m))
  const answers = [...resource.matchAll(/this\.get(\w+?)Attribute\('(\w+)'\)/g)].flatMap(([, kind, name]) =>
    known.has(name!) ? [] : [{ name: name!, type: ANSWERS[kind!] ?? 'dynamic', required: false, optional: false }],
  )
  return { ...configured, attributes: [...configured.attributes, ...answers] }
}

const ANSWERS: Readonly<Record<string, Type>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'bool',
  List: ['list', 'string'],
  StringMap: ['map', 'string'],
}

const SIMPLE: Readonly<Record<string, Type>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  stringList: 'string',
  numberList: 'number',
  stringMap: 'string',
  booleanMap: 'bool',
  numberMap: 'number',
}

/** The block that an object of attributes in the generated code describes. */
function blockOf(code: string, types: string, from: string, name: string): Block {
  const required = requiredOf(types, name)
  const body = from.slice(0, from.search(/^\s+\/\/ remove undefined attributes/m))
  const attributes: Attribute[] = []
  const blocks: { name: string; nesting: 'list' | 'set'; block: Block }[] = []
  for (const [, key, value, kind, storage] of body.matchAll(ENTRY)) {
    const simple = SIMPLE[storage!]
    const isRequired = required.has(key!)
    if (simple !== undefined) {
      const type = kind === 'simple' ? simple : [kind!, simple]
      attributes.push({ name: key!, type, required: isRequired, optional: !isRequired })
      continue
    }
    const mapper = /(\w+)ToHclTerraform/.exec(value!)?.[1]
    if (mapper === undefined) continue
    const inner = blockOf(code, types, code.slice(code.indexOf(`function ${mapper}ToHclTerraform(`)), capital(mapper))
    const nesting = kind === 'set' ? 'set' : 'list'
    if (/listMapperHcl\(\w+, false\)/.test(value!)) {
      const fields = Object.fromEntries(inner.attributes.map((one) => [one.name, one.type]))
      attributes.push({ name: key!, type: [nesting, ['object', fields]], required: isRequired, optional: !isRequired })
    } else {
      blocks.push({ name: key!, nesting, block: inner })
    }
  }
  return { attributes, blocks }
}

const ENTRY =
  /^ {8,12}(\w+): \{\n\s+value: (.*),\n\s+isBlock: \w+,\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",\n\s+\}/gm

/** Names, as Terraform has them, of what an interface requires. */
function requiredOf(types: string, name: string): ReadonlySet<string> {
  const start = types.indexOf(`export interface ${name} `)
  const text = start === -1 ? '' : types.slice(start, types.indexOf('\n}', start))
  return new Set(
    [...text.matchAll(/#(\w+)[^}]*\}\s*\*\/\s*readonly \w+(\??):/g)].flatMap(([, key, optional]) =>
      optional === '' ? [key!] : [],
    ),
  )
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1)
}
