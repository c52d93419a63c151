import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type TypeScript from 'typescript'
import type { Properties, PropertyType, ResourceSchema } from './property-type.ts'

const require = createRequire(import.meta.url)

/** Where the declarations of `@pulumi/aws` are. */
export const AWS_PACKAGE = dirname(require.resolve('@pulumi/aws/package.json'))

/**
 * Reads the schema of a resource type from the declarations of the installed `@pulumi/aws`.
 *
 * @param type - for example `aws:s3/bucket:Bucket`
 * @throws when `@pulumi/aws` has no such resource type
 */
export function extractSchema(type: string): ResourceSchema {
  const { file, name } = placeOf(type)
  const source = parse(file)
  const classes = new Map<string, TypeScript.ClassDeclaration>()
  const interfaces = new Map<string, TypeScript.InterfaceDeclaration>()
  for (const statement of source.statements) {
    if (ts().isClassDeclaration(statement)) classes.set(statement.name!.text, statement)
    if (ts().isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement)
  }
  const [resource, args] = [classes.get(name), interfaces.get(`${name}Args`)]
  if (resource === undefined || args === undefined) throw unknownType(type)
  const inputs = propertiesOf(args.members)
  return { type, inputs, outputs: outputsOf(resource), types: typesIn(inputs) }
}

let compiler: typeof TypeScript | undefined

/** Loaded only when something is to be read: it takes a fifth of a second. */
function ts(): typeof TypeScript {
  compiler ??= require('typescript') as typeof TypeScript
  return compiler
}

function placeOf(type: string): { readonly file: string; readonly name: string } {
  const match = /^aws:(?<module>[\w-]+)\/(?<file>\w+):(?<name>\w+)$/.exec(type)
  const file = match && join(AWS_PACKAGE, match.groups!['module']!, `${match.groups!['file']}.d.ts`)
  if (!file || !existsSync(file)) throw unknownType(type)
  return { file, name: match.groups!['name']! }
}

function unknownType(type: string): Error {
  return new Error(`@pulumi/aws declares no resource type ${type}. Its tokens look like aws:s3/bucket:Bucket.`)
}

function parse(file: string): TypeScript.SourceFile {
  return ts().createSourceFile(file, readFileSync(file, 'utf8'), ts().ScriptTarget.ESNext, false)
}

function outputsOf(resource: TypeScript.ClassDeclaration): Properties {
  return propertiesOf(
    resource.members
      .filter((member) => ts().isPropertyDeclaration(member))
      .filter(
        ({ modifiers = [] }) =>
          modifiers.some(({ kind }) => kind === ts().SyntaxKind.ReadonlyKeyword) &&
          modifiers.every(({ kind }) => kind !== ts().SyntaxKind.StaticKeyword),
      ),
  )
}

function propertiesOf(members: readonly TypeScript.Node[]): Properties {
  const properties: Record<string, Properties[string]> = {}
  for (const member of members) {
    if (!ts().isPropertySignature(member) && !ts().isPropertyDeclaration(member)) continue
    const { name, type, questionToken } = member
    if (type === undefined || !ts().isIdentifier(name)) continue
    const required = questionToken === undefined && !allowsUndefined(type)
    properties[name.text] = { type: propertyType(type), required }
  }
  return properties
}

/** Whether the type is `undefined`, or an Input or Output of something that may be. */
function allowsUndefined(node: TypeScript.TypeNode): boolean {
  if (node.kind === ts().SyntaxKind.UndefinedKeyword) return true
  if (ts().isUnionTypeNode(node)) return node.types.some(allowsUndefined)
  return ts().isTypeReferenceNode(node) && isWrapper(node) && allowsUndefined(node.typeArguments![0]!)
}

function isWrapper(node: TypeScript.TypeReferenceNode): boolean {
  return /^pulumi\.(Input|Output)$/.test(entityName(node.typeName))
}

function entityName(name: TypeScript.EntityName): string {
  return ts().isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`
}

function propertyType(node: TypeScript.TypeNode): PropertyType {
  const { SyntaxKind } = ts()
  if (ts().isUnionTypeNode(node)) return unionOf(node)
  if (ts().isArrayTypeNode(node)) return { kind: 'list', items: propertyType(node.elementType) }
  if (ts().isTypeLiteralNode(node)) {
    const index = node.members.find((member) => ts().isIndexSignatureDeclaration(member))
    return index ? { kind: 'map', values: propertyType(index.type) } : { kind: 'any' }
  }
  if (ts().isTypeReferenceNode(node)) return referencedType(node)
  if (ts().isLiteralTypeNode(node)) return { kind: 'string' }
  switch (node.kind) {
    case SyntaxKind.StringKeyword:
      return { kind: 'string' }
    case SyntaxKind.NumberKeyword:
      return { kind: 'number' }
    case SyntaxKind.BooleanKeyword:
      return { kind: 'boolean' }
    default:
      return { kind: 'any' }
  }
}

function unionOf(node: TypeScript.UnionTypeNode): PropertyType {
  const types = node.types.filter(({ kind }) => kind !== ts().SyntaxKind.UndefinedKeyword).map(propertyType)
  const different = [...new Map(types.map((type) => [JSON.stringify(type), type])).values()]
  return different.length === 1 ? different[0]! : { kind: 'union', of: different }
}

function referencedType(node: TypeScript.TypeReferenceNode): PropertyType {
  if (isWrapper(node)) return propertyType(node.typeArguments![0]!)
  const name = entityName(node.typeName)
  const [root, ...rest] = name.split('.')
  if (root === 'inputs' || root === 'outputs') return { kind: 'object', name: rest.join('.') }
  if (name === 'pulumi.asset.Asset') return { kind: 'asset' }
  if (name === 'pulumi.asset.Archive') return { kind: 'archive' }
  // Enums are open (`string | enums.lambda.Runtime`), and a resource stands for its name or ARN.
  return { kind: 'string' }
}

function typesIn(properties: Properties): Record<string, Properties> {
  const found: Record<string, Properties> = {}
  const add = (type: PropertyType): void => {
    switch (type.kind) {
      case 'list':
        return add(type.items)
      case 'map':
        return add(type.values)
      case 'union':
        return type.of.forEach(add)
      case 'object': {
        if (Object.hasOwn(found, type.name)) return
        found[type.name] = objectType(type.name)
        return Object.values(found[type.name]!).forEach((property) => add(property.type))
      }
      default:
    }
  }
  Object.values(properties).forEach((property) => add(property.type))
  return found
}

let objects: Map<string, TypeScript.InterfaceDeclaration> | undefined

function objectType(name: string): Properties {
  objects ??= readObjects()
  const declaration = objects.get(name)
  if (declaration === undefined) throw new Error(`@pulumi/aws/types/input.d.ts declares no ${name}.`)
  return propertiesOf(declaration.members)
}

function readObjects(): Map<string, TypeScript.InterfaceDeclaration> {
  const found = new Map<string, TypeScript.InterfaceDeclaration>()
  const visit = (statements: readonly TypeScript.Node[], prefix: string): void => {
    for (const statement of statements) {
      if (ts().isInterfaceDeclaration(statement)) found.set(`${prefix}${statement.name.text}`, statement)
      if (ts().isModuleDeclaration(statement) && statement.body && ts().isModuleBlock(statement.body)) {
        visit(statement.body.statements, `${prefix}${statement.name.text}.`)
      }
    }
  }
  visit(parse(join(AWS_PACKAGE, 'types', 'input.d.ts')).statements, '')
  return found
}
