import { Ajv2020 } from 'ajv/dist/2020.js'
import { allSettings } from './settings.ts'
import { RULES } from './rules.ts'

const LEVELS = { enum: ['advisory', 'mandatory', 'remediate', 'disabled'] }

/**
 * Refuses options that no rule has, all problems at once.
 *
 * @throws {TypeError} with a line for each
 */
export function checkOptions(options: object): void {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  const validate = ajv.compile({
    type: 'object',
    additionalProperties: false,
    properties: {
      all: LEVELS,
      ...Object.fromEntries(Object.entries(RULES).map(([name, rule]) => [name, optionsOf(rule)])),
    },
  })
  if (validate(options)) return
  const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
  const lines = problems.map(({ instancePath, message = '', params }) => {
    const name = String((params as { additionalProperty?: string }).additionalProperty ?? '')
    const allowed = (params as { allowedValues?: readonly string[] }).allowedValues
    return `${instancePath || '/'}: ${message}${name && ` "${name}"`}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}`
  })
  throw new TypeError(
    `The options of crowsnestPolicies are wrong:\n  ${lines.join('\n  ')}\nRules: ${Object.keys(RULES).join(', ')}.`,
  )
}

/** A level, or the settings of a rule. */
function optionsOf(rule: (typeof RULES)[keyof typeof RULES]): object {
  return {
    if: { type: 'string' },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: LEVELS,
    else: {
      type: 'object',
      additionalProperties: false,
      properties: { enforcementLevel: LEVELS, ...allSettings(rule) },
    },
  }
}
