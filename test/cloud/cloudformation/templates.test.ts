import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../emulator.ts'
import { awsEndpoint } from '../aws.ts'
import { installMiniStack, MINISTACK_ADMINISTRATOR, startMiniStack } from '../ministack.ts'
import { parseSpec } from '../../../spec/index.ts'
import { detectorTemplate, templateYaml } from '../../../templates/cloudformation/index.ts'
import { commandsOf, installTools, openShell, type Shell } from './tools.ts'

const ROOT = join(import.meta.dirname, '../../..')
const FILES = globSync(join(ROOT, 'templates/cloudformation/*.yml')).toSorted()

let tools: string
let folder: string
let emulator: Emulator
let shell: Shell

beforeAll(async () => {
  tools = installTools()
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-templates-'))
  installMiniStack()
  emulator = await startMiniStack()
  shell = openShell(emulator.endpoint, MINISTACK_ADMINISTRATOR)
})
afterAll(async () => {
  shell?.close()
  await emulator?.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('docs/cloudformation.md', () => {
  it('has no commands that no test here, in stacks.test.ts or in stack-deployer.test.ts runs', () => {
    expect([...new Set(commandsOf('docs/cloudformation.md').map(({ heading }) => heading))]).toEqual([
      'An engine',
      'A detector that is too large for one function',
      'A detector',
      'Who deploys',
      'Roles apart from detectors',
      'Data of another account',
      'In a VPC',
    ])
  })
})

describe('cfn-lint', { timeout: 300_000 }, () => {
  it('has nothing to say of the templates, in any kind of region', () => {
    const regions = ['us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1']
    expect(lint(FILES, ['--regions', ...regions])).toBe('')
  })

  it('has nothing to say of the templates of the example specs', () => {
    const files = specsInAws().map(({ name, yaml }) => {
      const file = join(folder, `${name}.yml`)
      writeFileSync(file, yaml)
      return file
    })
    expect(files.length).toBeGreaterThan(2)
    expect(lint(files)).toBe('')
  })

  it('is one that finds mistakes', () => {
    const engine = FILES.find((path) => basename(path) === 'engine.yml')!
    const file = join(folder, 'mistake.yml')
    writeFileSync(
      file,
      execFileSync('sed', ['s/MemorySize: !Ref MemorySize/MemorySize: much/', engine], { encoding: 'utf8' }),
    )
    expect(lint([file])).toContain('E3012')
  })
})

describe('templates, on an emulator', { timeout: 300_000 }, () => {
  const role = 'arn:aws:iam::123456789012:role/crowsnest/us-east-1/main/services/dataset'
  const engineRole = 'arn:aws:iam::123456789012:role/crowsnest/us-east-1/main/engine'
  const common = `EngineRoleArn=${engineRole} DetectorName=orders`

  // The stacks of moto know NAT gateways by themselves, but tell no outputs, and are taken apart in an order that moto refuses itself;
  // resources.test.ts has both on MiniStack.
  it('makes the network of the documentation, and one with a NAT gateway', async () => {
    const moto = openShell(awsEndpoint(), { accessKeyId: 'test', secretAccessKey: 'test' })
    try {
      const before = await moto.run('aws ec2 describe-vpc-endpoints --query VpcEndpoints[].ServiceName --output text')
      expect(before.trim()).toBe('')
      const [deploy] = under('In a VPC')
      await moto.run(deploy!)
      const names = await moto.run('aws ec2 describe-vpc-endpoints --query VpcEndpoints[].ServiceName --output text')
      expect(names.trim().split(/\s+/).toSorted()).toEqual(
        ['lambda', 'rds', 's3', 'secretsmanager', 'sns', 'sts'].map((service) => `com.amazonaws.us-east-1.${service}`),
      )
      await moto.run(deploy!.replace('crowsnest-network', 'nat').replace('RdsEndpoint=true', 'NatGateway=true'))
      const gateways = await moto.run('aws ec2 describe-nat-gateways --query NatGateways[].NatGatewayId --output text')
      expect(gateways.trim()).toMatch(/^nat-[0-9a-f]+$/)
    } finally {
      moto.close()
    }
  })

  it('lets a role of another account read the data of a bucket', async () => {
    await shell.run('aws s3 mb s3://acme-metrics')
    const [deploy] = under('Data of another account')
    await shell.run(deploy!, { DATASET_ROLE_ARN: role, DATA_BUCKET: 'acme-metrics' })
    const policy = await shell.run('aws s3api get-bucket-policy --bucket acme-metrics --query Policy --output text')
    const { Statement } = JSON.parse(policy) as { readonly Statement: readonly { readonly Sid: string }[] }
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['CrowsnestLists', 'CrowsnestReads'])
    const key = await shell.run(
      'aws cloudformation describe-stacks --stack-name crowsnest-shares-metrics --query "Stacks[0].Outputs[?OutputKey==\'KeyStatement\'].OutputValue" --output text',
    )
    expect(JSON.parse(key)).toMatchObject({ Sid: 'CrowsnestDecrypts', Principal: { AWS: [role] } })
  })

  it.each([
    ['servicerole-cloudwatch', ''],
    [
      'servicerole-rds',
      'SecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonLookoutMetrics-sales-a1B2c3 InstanceIdentifier=sales',
    ],
    ['servicerole-redshift', 'ClusterIdentifier=sales'],
    [
      'servicerole-athena',
      'WorkgroupName=crowsnest DatabaseName=sales TableName=orders BucketName=lake Prefix=orders/ ResultsBucketName=results ResultsPrefix=crowsnest/',
    ],
    ['servicerole-appflow', 'FlowName=salesforce BucketName=acme-flow'],
    ['servicerole-alert-sns', 'AlertName=oncall TopicArn=arn:aws:sns:us-east-1:123456789012:oncall RoleName=named'],
    ['servicerole-alert-lambda', 'AlertName=oncall FunctionArn=arn:aws:lambda:us-east-1:123456789012:function:act'],
  ])('makes the role of %s, changes and deletes it', async (template, parameters) => {
    const deploy = (more: string) =>
      shell.run(
        `aws cloudformation deploy --stack-name ${template} --template-file node_modules/crowsnest/templates/cloudformation/${template}.yml ` +
          `--capabilities CAPABILITY_NAMED_IAM --parameter-overrides ${common} ${parameters} ${more}`,
      )
    const roleOf = async () => {
      const arn = await shell.run(
        `aws cloudformation describe-stacks --stack-name ${template} --query "Stacks[0].Outputs[?OutputKey=='RoleArn'].OutputValue" --output text`,
      )
      const name = arn.trim().split('/').at(-1)!
      const text = await shell.run(`aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument`)
      return { arn: arn.trim(), trust: text }
    }
    await deploy('')
    const { arn, trust } = await roleOf()
    expect(arn).toContain(':role/crowsnest/us-east-1/main/services/')
    expect(trust).toContain('crowsnest:us-east-1:123456789012:detector/orders')
    await deploy('DetectorName=sales')
    expect((await roleOf()).trust).toContain('detector/sales')
    await shell.run(`aws cloudformation delete-stack --stack-name ${template}`)
    const left = await shell.run("aws iam list-roles --query 'Roles[].RoleName' --output text")
    expect(left).not.toContain(arn.split('/').at(-1))
  })
})

function under(heading: string): readonly string[] {
  return commandsOf('docs/cloudformation.md')
    .filter((block) => block.heading === heading)
    .map(({ commands }) => commands)
}

function lint(files: readonly string[], options: readonly string[] = []): string {
  const { stdout, stderr } = spawnSync(join(tools, 'cfn-lint'), [...options, '--', ...files], { encoding: 'utf8' })
  return stdout + stderr
}

/** Templates of the example specs that can run in AWS. */
function specsInAws(): readonly { readonly name: string; readonly yaml: string }[] {
  return globSync(join(ROOT, 'examples/*.yaml')).flatMap((path) => {
    const { spec } = parseSpec(execFileSync('cat', [path], { encoding: 'utf8' }), path)
    if (spec === null || 'folder' in spec.dataset.source) return []
    try {
      return [{ name: basename(path, '.yaml'), yaml: templateYaml(detectorTemplate(spec, { activate: false }), '') }]
    } catch {
      return []
    }
  })
}
