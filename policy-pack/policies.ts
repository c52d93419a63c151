import type {
  EnforcementLevel,
  Policies,
  PolicyConfigSchema,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from '@pulumi/policy'
import type { ResourceRule, RuleText, Scope, StackRule } from './rule.ts'
import { RULES, type RuleName } from './rules.ts'
import { checkOptions } from './check-options.ts'
import { resourceOf } from './resource.ts'
import { inScope } from './scope.ts'
import { allSettings } from './settings.ts'

/** How rules are enforced and set, by name; what is left out stays as the documentation says. */
export type CrowsnestPolicyOptions = {
  readonly [Name in RuleName]?: EnforcementLevel | RuleOptions<(typeof RULES)[Name]>
} & {
  /** Enforcement of all rules that say no other. */
  readonly all?: EnforcementLevel
}

/** How one rule is enforced and set. */
export type RuleOptions<Of> = {
  readonly enforcementLevel?: EnforcementLevel
  /** Which resources it looks at: those of Crowsnest, or all of the stack. */
  readonly scope?: Scope
} & (Of extends RuleText<infer Settings> ? Partial<Settings> : never)

/** Options of a rule whichever it is, after the check. */
type AnyOptions = Readonly<Record<string, unknown>> & { readonly enforcementLevel?: EnforcementLevel }

/** A rule whichever it is. */
type AnyRule = ResourceRule<Readonly<Record<string, unknown>>> | StackRule<Readonly<Record<string, unknown>>>

/**
 * The rules as policies, for a pack of your own or as they are.
 *
 * @param options - by rule; the configuration of the pack (`--policy-pack-config`) goes before them
 * @throws {TypeError} for rules and settings that do not exist
 */
export function crowsnestPolicies(options: CrowsnestPolicyOptions = {}): Policies {
  checkOptions(options)
  return (Object.keys(RULES) as RuleName[]).map((name) => policyOf(name, options))
}

function policyOf(name: RuleName, options: CrowsnestPolicyOptions): ResourceValidationPolicy | StackValidationPolicy {
  // Its settings come from options and configuration, which are checked against its schema.
  const rule = RULES[name] as unknown as AnyRule
  const given = options[name] ?? {}
  const own: AnyOptions = typeof given === 'string' ? { enforcementLevel: given } : given
  const about = {
    name,
    displayName: rule.title,
    description: rule.description,
    enforcementLevel: own.enforcementLevel ?? options.all ?? rule.enforcement,
    severity: rule.severity,
    remediationSteps: rule.cure,
    url: rule.source,
    tags: ['crowsnest'],
    configSchema: schemaOf(rule, own),
  }
  const settings = (config: object): Readonly<Record<string, unknown>> => ({ ...defaultsOf(rule, own), ...config })
  switch (rule.kind) {
    case 'resource':
      return {
        ...about,
        async validateResource(args, report) {
          if (rule.types?.includes(args.type) === false) return args.notApplicable()
          const resource = resourceOf(args)
          const set = settings(args.getConfig())
          if (!inScope(resource, set['scope'] as Scope)) return args.notApplicable()
          for (const message of await rule.check(resource, set)) report(message)
        },
      }
    case 'stack':
      return {
        ...about,
        async validateStack(args, report) {
          const resources = args.resources.map((resource) => resourceOf(resource))
          const set = settings(args.getConfig())
          const judged = resources.filter((resource) => inScope(resource, set['scope'] as Scope))
          for (const { message, urn } of await rule.check({ resources, judged }, set)) report(message, urn)
        },
      }
  }
}

function defaultsOf(rule: AnyRule, own: AnyOptions): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schemaOf(rule, own).properties).map(([name, setting]) => [name, setting.default]),
  )
}

/** What can be configured, with the options as defaults. */
function schemaOf(rule: AnyRule, own: AnyOptions): PolicyConfigSchema {
  const properties = Object.entries(allSettings(rule)).map(([name, setting]) => [
    name,
    { ...setting, default: own[name] ?? setting.default },
  ])
  return { properties: Object.fromEntries(properties) as PolicyConfigSchema['properties'] }
}
