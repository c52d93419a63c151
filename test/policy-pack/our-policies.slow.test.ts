import { describe, expect, it } from 'vitest'
import { toIamPolicy, type PolicyKind } from '../../policies/index.ts'
import { crowsnestPolicies } from '../../policy-pack/index.ts'
import { everyPolicy, PLACES } from '../../scripts/every-policy.ts'
import { judge } from './judge.ts'

/** What each kind of policy is deployed as. */
const TYPES: Readonly<Record<PolicyKind, string>> = {
  identity: 'aws:iam/rolePolicy:RolePolicy',
  trust: 'aws:iam/role:Role',
  resource: 'aws:s3/bucketPolicy:BucketPolicy',
  endpoint: 'aws:ec2/vpcEndpoint:VpcEndpoint',
  boundary: 'aws:iam/policy:Policy',
}

describe.each(PLACES)('every policy that Crowsnest writes, in $partition', (place) => {
  it.each([...everyPolicy(place)])('%s is nothing that the policy pack finds anything in', async (name, document) => {
    const policy = toIamPolicy(document)
    const properties = document.kind === 'trust' ? { assumeRolePolicy: policy } : { policy }
    const resource = { type: TYPES[document.kind], name: `crowsnest-${name}`, properties }
    const said = (await judge(crowsnestPolicies(), [resource])).map(({ message }) => message)
    // Who deploys an engine has to be able to write the policy of its bucket.
    const known = name.includes('deployer') ? 'RESOURCE_POLICY_PRIVILEGE_ESCALATION' : 'nothing'
    expect(said.filter((message) => !message.includes(`[${known}]`))).toEqual([])
  })
})
