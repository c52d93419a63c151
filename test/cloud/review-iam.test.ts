import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readIam } from '../../policies/deployed/index.ts'
import { engineNames, toIamPolicy, type Role } from '../../policies/index.ts'
import { reviewRoles, type Review } from '../../policies/review/index.ts'
import { neededRoles, PLACE } from '../policies/review/deployment.ts'
import { awsOptions } from './aws.ts'

// The emulator's account is another than that of the tests' ARNs; roles are compared by name, and policies by content.
describe('a review through IAM', () => {
  const needed = neededRoles()
  const { rolePath } = engineNames(PLACE)
  const iam = new IAMClient(awsOptions())
  beforeAll(async () => {
    for (const role of needed) await deploy(iam, role)
  })
  afterAll(() => iam.destroy())

  async function review(): Promise<Review> {
    const names = needed.map(({ name }) => name)
    const deployed = await readIam(names, rolePath, awsOptions())
    return reviewRoles({ needed, deployed, rolePath, now: Date.now(), file: 'spec.yaml' })
  }

  async function codes(): Promise<readonly string[]> {
    const { findings } = await review()
    return findings.filter(({ level }) => level !== 'suggestion').map(({ code }) => code)
  }

  it('finds nothing where the roles are as needed', async () => {
    expect(await codes()).toEqual([])
  })

  it('finds a changed trust, a widening managed policy, a lost statement, a stranger and a missing role', async () => {
    const part = (name: string): string => needed.find((role) => role.name.includes(name))!.name
    const open = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Action: 'sts:AssumeRole' }],
    }
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: part('revenue-dataset'), PolicyDocument: JSON.stringify(open) }),
    )
    expect(new Set(await codes())).toEqual(new Set(['TRUST_WIDER', 'TRUST_NARROWER']))

    const wide = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'wide', PolicyDocument: JSON.stringify(wide) }),
    )
    await iam.send(new AttachRolePolicyCommand({ RoleName: part('alert-oncall'), PolicyArn: Policy!.Arn! }))
    expect(await codes()).toEqual(expect.arrayContaining(['ACCESS_EXTRA', 'MANAGED_POLICY_EXTRA']))

    await iam.send(new DeleteRolePolicyCommand({ RoleName: part('alert-ticket'), PolicyName: 'alert-ticket' }))
    expect(await codes()).toContain('ACCESS_MISSING')

    await deploy(iam, { ...needed[2]!, name: 'stranger' })
    const { documents, name } = needed[1]!
    for (const { name: PolicyName } of documents) {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName }))
    }
    await iam.send(new DeleteRoleCommand({ RoleName: name }))
    expect(await codes()).toEqual(expect.arrayContaining(['ROLE_NOT_NEEDED', 'ROLE_MISSING']))
  })

  it('says so when IAM does not answer', async () => {
    const nobody = { ...awsOptions(), endpoint: 'http://127.0.0.1:1', maxAttempts: 1 }
    await expect(readIam(['a'], '/', nobody)).rejects.toMatchObject({ code: 'IAM_FAILED' })
  })
})

async function deploy(iam: IAMClient, { name, path, trust, documents }: Role): Promise<void> {
  const document = JSON.stringify(toIamPolicy(trust))
  await iam.send(new CreateRoleCommand({ RoleName: name, Path: path, AssumeRolePolicyDocument: document }))
  for (const policy of documents) {
    const PolicyDocument = JSON.stringify(toIamPolicy(policy))
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: policy.name, PolicyDocument }))
  }
}
