import { CelEngine, type ValidateConfig } from '@aws/cloudformation-validate'
import { describe, expect, it } from 'vitest'
import type { Template } from '../../templates/cloudformation/index.ts'
import { templates } from '../../templates/cloudformation/templates.ts'

const engine = new CelEngine()

/** What is given for parameters that may be empty: the validator looks into what is not made then, too. */
const GIVEN: Readonly<Record<string, string>> = {
  RoleName: 'crowsnest',
  PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/boundary',
  StateKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a',
  LogKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1111abcd-0000-4000-8000-00000000000a',
  CodeVersion: 'a',
  SubnetA: 'subnet-0a1b2c3d',
  SubnetB: 'subnet-0a1b2c3e',
  SecurityGroup: 'sg-0a1b2c3d',
  AlarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:ops',
  ReservedConcurrency: '5',
  AlarmEmail: 'oncall@acme.example',
  ConsoleUrl: 'https://crowsnest.acme.example',
  ReaderArn: 'arn:aws:iam::111122223333:role/reader',
  StateBucketName: 'acme-state',
}

describe('@aws/cloudformation-validate', { timeout: 60_000 }, () => {
  it.each(Object.entries(templates()))('finds no mistake in %s', (_, template) => {
    expect(mistakesIn(template)).toEqual([])
  })

  it('finds a mistake where there is one', () => {
    const { engine: whole } = templates()
    const { Function: code } = whole!.Resources
    const wrong = { ...code!, Properties: { ...code!.Properties, Memory: 128 } }
    const mistakes = mistakesIn({ ...whole!, Resources: { ...whole!.Resources, Function: wrong } })
    expect(mistakes).toEqual([expect.stringContaining("'Memory' was unexpected")])
  })
})

function mistakesIn(template: Template): readonly string[] {
  const known = Object.entries(GIVEN).filter(([name]) => name in (template.Parameters ?? {}))
  const config: ValidateConfig = {
    severityLevel: 'ERROR',
    parameterOverrides: Object.fromEntries(known),
    pseudoParameterOverrides: { region: 'us-east-1', accountId: '111122223333' },
  }
  const file = { path: 'template.json', readBytes: () => new TextEncoder().encode(JSON.stringify(template)) }
  return engine.validateStandard(file, config).diagnostics.map(({ ruleId, message }) => `${ruleId}: ${message}`)
}
