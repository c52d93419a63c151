import { describe, expect, it } from 'vitest'
import { lintDocument } from '../../../policies/lint/index.ts'
import { toIamPolicy } from '../../../policies/index.ts'
import { everyPolicy, PLACES } from '../../../scripts/every-policy.ts'

/**
 * What the linter says of generated policies, with why it stays: code by document. Everything else is a mistake of one of
 * the two.
 */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  // Who deploys the state bucket sets its policy; that is the deployment.
  'people-crowsnest-main-deployer': ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  'people-tagged-crowsnest-main-deployer-1': ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  'people-map-crowsnest-main-deployer': ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
  'people-crowsnest-main-stack-deployer': ['RESOURCE_POLICY_PRIVILEGE_ESCALATION'],
}

describe.each(PLACES)('the linter, of generated policies in $partition,', (place) => {
  it.each([...everyPolicy(place)])('has nothing worse than suggestions about %s', async (name, document) => {
    const type = document.kind === 'endpoint' ? 'resource' : document.kind
    const findings = await lintDocument(JSON.parse(JSON.stringify(toIamPolicy(document))), { type })
    const worse = findings.filter(({ level }) => level !== 'suggestion').map(({ code }) => code)
    expect([...new Set(worse)]).toEqual(ACCEPTED[name] ?? [])
  })
})
