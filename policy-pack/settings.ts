import type { RuleText, Setting } from './rule.ts'

/** The settings of a rule, with the one that all have. */
export function allSettings({
  scope,
  settings,
}: Pick<RuleText<object>, 'scope'> & { readonly settings: object }): Readonly<Record<string, Setting<unknown>>> {
  return {
    ...(settings as Readonly<Record<string, Setting<unknown>>>),
    scope: {
      description: 'What it looks at: `crowsnest`, what belongs to Crowsnest; `all`, every resource of the stack.',
      type: 'string',
      enum: ['crowsnest', 'all'],
      default: scope,
    },
  }
}
