import { checkInputs, validateAsCloudFormation } from '../aws-schema/index.ts'
import type { ProgramRun } from './harness.ts'

/**
 * What is wrong with the AWS resources of a program, by the schema of each type and by CloudFormation's rules for it: one text
 * each.
 *
 * @param accepted - rules of CloudFormation that do not fit a resource, each with the reason in the calling test
 */
export function problemsOf({ resources }: ProgramRun, accepted: readonly string[] = []): readonly string[] {
  const aws = resources.filter(({ type, custom }) => custom && type.startsWith('aws:'))
  if (aws.length === 0) throw new Error('the program made no resource of AWS: nothing was checked')
  const problems = aws.flatMap(({ type, name, wire }) =>
    checkInputs(type, wire).map((problem) => `${type} ${name}: ${JSON.stringify(problem)}`),
  )
  // Each provider is a region of its own, in which names are unique.
  const findings = [...Map.groupBy(aws, ({ provider }) => provider).values()]
    .flatMap((ofRegion) =>
      validateAsCloudFormation(ofRegion.map(({ type, name, wire }) => ({ type, name, inputs: wire }))),
    )
    .filter(({ rule, resource }) => !accepted.includes(rule) && !accepted.includes(`${rule} ${resource}`))
    .map((finding) => `${finding.rule} ${finding.resource} ${finding.path}: ${finding.message}`)
  return [...problems, ...findings]
}
