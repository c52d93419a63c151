import { Document, isMap, isScalar, isSeq, visit, type Node } from 'yaml'
import type { Expression } from './symbols.ts'

/** A parameter of a template. */
export interface Parameter {
  readonly Type: 'String' | 'Number'
  readonly Description: string
  readonly Default?: string | number
  readonly AllowedPattern?: string
  readonly AllowedValues?: readonly (string | number)[]
  readonly ConstraintDescription?: string
  readonly MinValue?: number
  readonly MaxValue?: number
  readonly MaxLength?: number
}

/** A resource of a template. */
export interface Resource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: 'Retain'
  readonly UpdateReplacePolicy?: 'Retain'
  readonly Metadata?: Readonly<Record<string, unknown>>
  readonly Properties: Readonly<Record<string, unknown>>
}

/** What a template tells when its stack is made. */
export interface Output {
  readonly Description: string
  readonly Condition?: string
  readonly Value: unknown
  readonly Export?: { readonly Name: unknown }
}

/** What has to hold of parameters together. */
export interface Rule {
  readonly RuleCondition?: Expression
  readonly Assertions: readonly { readonly Assert: Expression; readonly AssertDescription: string }[]
}

/** A template of CloudFormation. */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09'
  readonly Description: string
  readonly Metadata?: Readonly<Record<string, unknown>>
  readonly Parameters?: Readonly<Record<string, Parameter>>
  readonly Rules?: Readonly<Record<string, Rule>>
  readonly Conditions?: Readonly<Record<string, Expression>>
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs?: Readonly<Record<string, Output>>
}

/**
 * A template as YAML, with the short forms of functions.
 *
 * @param comment - for its first lines
 */
export function templateYaml(template: Template, comment: string): string {
  const document = new Document(template, { aliasDuplicateObjects: false, schema: 'yaml-1.1' })
  visit(document, {
    Scalar(_, scalar) {
      // JSON in a block needs no backslash before each quote.
      if (typeof scalar.value === 'string' && scalar.value.startsWith('{"')) scalar.type = 'BLOCK_LITERAL'
    },
    Map(_, map) {
      const [pair] = map.items
      const name = map.items.length === 1 && isScalar(pair!.key) ? String(pair!.key.value) : ''
      const tag =
        name === 'Ref' || name === 'Condition' ? `!${name}` : name.startsWith('Fn::') ? `!${name.slice(4)}` : null
      const value = pair?.value as Node | undefined
      if (tag === null || value === undefined) return undefined
      if (name === 'Condition' && !(isScalar(value) && typeof value.value === 'string')) return undefined
      if (isMap(value)) return undefined
      if (tag === '!GetAtt' && isSeq(value)) {
        const attribute = document.createNode((value.toJSON() as string[]).join('.')) as Node
        attribute.tag = tag
        return attribute
      }
      // A function right inside of a function has to be written out: YAML knows one tag for a value.
      value.tag = tag
      // A template may have 51,200 bytes, and what is decided between two names stands on one line.
      if (isSeq(value)) value.flow = value.items.every((item) => isScalar(item) || isReference(item))
      return value
    },
  })
  document.commentBefore = comment
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: false })
}

/** `{ Ref: name }`, before or after it has got its short form. */
function isReference(item: unknown): boolean {
  return isMap(item) && item.items.length === 1 && isScalar(item.items[0]!.key) && item.items[0]!.key.value === 'Ref'
}
