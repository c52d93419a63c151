import type { EnforcementLevel } from '@pulumi/policy'
import type { StackResource } from './resource.ts'

/** Which resources a rule looks at: those that belong to Crowsnest, or all of the stack. */
export type Scope = 'crowsnest' | 'all'

/** A setting that a rule has, as a JSON Schema: what it means, what it is when nobody says. */
export interface Setting<Value> {
  readonly description: string
  readonly default: Value
  readonly type: 'string' | 'integer' | 'boolean' | 'array' | 'object'
  readonly enum?: string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: { readonly type: 'string' }
  readonly additionalProperties?: { readonly type: 'array'; readonly items: { readonly type: 'string' } }
}

/** The settings of a rule, by name. */
export type SettingsOf<Settings> = { readonly [Name in keyof Settings]: Setting<Settings[Name]> }

/** What people read about a rule, and what decides how it is enforced. */
export interface RuleText<Settings extends object> {
  /** What has to be so, in a few words. */
  readonly title: string
  /** The same in a sentence. */
  readonly description: string
  /** What a violation does unless the pack is configured otherwise. */
  readonly enforcement: Extract<EnforcementLevel, 'advisory' | 'mandatory'>
  /** Why a violation stops a deployment, or only warns. */
  readonly why: string
  readonly severity: 'low' | 'medium' | 'high' | 'critical'
  /** What to do about a violation. */
  readonly cure: string
  /** Where AWS documents it. */
  readonly source: string
  /** What it looks at unless the pack is configured otherwise. */
  readonly scope: Scope
  readonly settings: SettingsOf<Settings>
  /** A stack that violates it. */
  readonly bad: Example<Settings>
  /** The same stack without the violation. */
  readonly good: Example<Settings>
}

/** A rule about one resource: decided before the resource is made or changed. */
export interface ResourceRule<Settings extends object = object> extends RuleText<Settings> {
  readonly kind: 'resource'
  /** Types that it is about; null for all. */
  readonly types: readonly string[] | null
  /** What is wrong and where, a text for each violation. */
  check(resource: StackResource, settings: Settings): Promise<readonly string[]> | readonly string[]
}

/** A rule about resources that belong together: decided when the whole stack is known. */
export interface StackRule<Settings extends object = object> extends RuleText<Settings> {
  readonly kind: 'stack'
  check(stack: Stack, settings: Settings): Promise<readonly StackViolation[]> | readonly StackViolation[]
}

/** All resources of a stack, and those of them that a rule is to judge. */
export interface Stack {
  readonly resources: readonly StackResource[]
  readonly judged: readonly StackResource[]
}

/** What is wrong with a resource in its stack. */
export interface StackViolation {
  readonly urn: string
  readonly message: string
}

/** Some resources for the documentation of a rule; its tests judge them. */
export interface Example<Settings> {
  readonly settings?: Partial<Settings>
  readonly resources: readonly ExampleResource[]
}

/** A resource of an example. */
export interface ExampleResource {
  readonly type: string
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
  /** Type of the component that it is a child of; default none. */
  readonly below?: string
  /** Names of the resources that properties' values come from. */
  readonly from?: Readonly<Record<string, string>>
}

/** Keeps the types of a rule about a resource, for a file to export. */
export function resourceRule<Settings extends object>(
  rule: Omit<ResourceRule<Settings>, 'kind'>,
): ResourceRule<Settings> {
  return { kind: 'resource', ...rule }
}

/** Keeps the types of a rule about a stack, for a file to export. */
export function stackRule<Settings extends object>(rule: Omit<StackRule<Settings>, 'kind'>): StackRule<Settings> {
  return { kind: 'stack', ...rule }
}
