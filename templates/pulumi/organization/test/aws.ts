import * as pulumi from '@pulumi/pulumi'

/** A resource that a program made. */
export interface Made {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

/** Stands in for AWS: everything that a program makes is there at once, with an ARN, and is noted. */
export async function standInForAws(): Promise<readonly Made[]> {
  const made: Made[] = []
  const mocks: pulumi.runtime.Mocks = {
    newResource({ type, name, inputs }) {
      made.push({ type, name, inputs: inputs as Made['inputs'] })
      const role = `role${inputs.path}${inputs.name}`
      const arn = type === 'aws:iam/role:Role' ? `arn:aws:iam::111122223333:${role}` : `arn:aws:${name}`
      return { id: `${name}-id`, state: { ...inputs, arn } }
    },
    call: ({ token }) => ANSWERS[token] ?? {},
  }
  // Project, stack and organization: declarations name the stack that they belong to.
  await pulumi.runtime.setMocks(mocks, 'checkout', 'test', false, 'acme')
  return made
}

const ANSWERS: Readonly<Record<string, object>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': { accountId: '111122223333' },
  'aws:index/getPartition:getPartition': { partition: 'aws' },
  'aws:index/getRegion:getRegion': { region: 'us-east-1' },
}
