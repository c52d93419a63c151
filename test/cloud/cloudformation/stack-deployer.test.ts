import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineBoundary, peoplePolicies, toIamPolicy } from '../../../policies/index.ts'
import { writeBundles } from '../../../scripts/bundle.ts'
import type { Emulator } from '../emulator.ts'
import {
  installMiniStack,
  MINISTACK_ACCOUNT,
  MINISTACK_ADMINISTRATOR,
  miniStackOptions,
  startMiniStack,
} from '../ministack.ts'
import { commandsOf, openShell, type Shell } from './tools.ts'

const PLACE = {
  partition: 'aws',
  region: 'us-east-1',
  account: MINISTACK_ACCOUNT,
  engine: 'main',
  stateBucket: `crowsnest-main-${MINISTACK_ACCOUNT}-us-east-1`,
} as const
const BOUNDARY = `arn:aws:iam::${MINISTACK_ACCOUNT}:policy/crowsnest/us-east-1/main/boundary`

let emulator: Emulator
let administrator: Shell
let deployer: Shell
beforeAll(async () => {
  installMiniStack()
  await writeBundles()
  emulator = await startMiniStack({ enforceIam: true })
  administrator = openShell(emulator.endpoint, MINISTACK_ADMINISTRATOR)
  await administrator.run(
    'aws s3 mb s3://acme-code; aws s3 cp node_modules/crowsnest/dist/bundle/engine.zip s3://acme-code/crowsnest/engine-0.1.0.zip',
  )
  deployer = openShell(emulator.endpoint, await stackDeployer())
  writeFileSync(join(deployer.folder, 'orders.yaml'), SPEC)
})
afterAll(async () => {
  administrator?.close()
  deployer?.close()
  await emulator?.stop()
})

const ENGINE =
  'aws cloudformation deploy --stack-name STACK --template-file node_modules/crowsnest/templates/cloudformation/engine.yml ' +
  '--capabilities CAPABILITY_NAMED_IAM --parameter-overrides CodeBucket=acme-code CodeKey=crowsnest/engine-0.1.0.zip ' +
  `Architecture=x86_64 PermissionsBoundaryArn=${BOUNDARY}`
const DETECTOR =
  'npx crowsnest template orders.yaml --to cloudformation > orders.yml; aws cloudformation deploy --stack-name crowsnest-orders ' +
  `--template-file orders.yml --capabilities CAPABILITY_NAMED_IAM --parameter-overrides PermissionsBoundaryArn=${BOUNDARY}`

// The emulator asks what the caller may do to stacks, not to what is in them; the evaluator asks that in test/policies.
describe(
  'somebody with the policy stack-deployer alone, on an emulator that enforces policies',
  { timeout: 300_000 },
  () => {
    it('has the policy from the command of docs/cloudformation.md', async () => {
      const commands = commandsOf('docs/cloudformation.md').filter(({ heading }) => heading === 'Who deploys')
      for (const { commands: lines } of commands) await deployer.run(lines)
      const report = JSON.parse(readFileSync(join(deployer.folder, 'policies.json'), 'utf8')) as {
        readonly people: readonly { readonly audience: string }[]
      }
      expect(report.people.map(({ audience }) => audience)).toContain('stack-deployer')
    })

    it('makes an engine and a detector', async () => {
      await deployer.run(ENGINE.replace('STACK', 'crowsnest-main'))
      await deployer.run(DETECTOR)
      const outputs = await deployer.run('aws cloudformation describe-stacks --stack-name crowsnest-main')
      expect(outputs).toContain('CREATE_COMPLETE')
      // Of a boundary that CloudFormation gives a role, the emulator keeps nothing.
      const declared = await administrator.run(`aws s3 ls s3://${PLACE.stateBucket}/detectors/orders/`)
      expect(declared).toContain('detector.json')
    })

    it('changes them', async () => {
      await deployer.run(`${ENGINE.replace('STACK', 'crowsnest-main')} MemorySize=1024`)
      const memory = await administrator.run(
        'aws lambda get-function-configuration --function-name crowsnest-main --query MemorySize',
      )
      expect(memory.trim()).toBe('1024')
    })

    it('can neither make, look at nor remove other stacks', async () => {
      for (const command of [
        ENGINE.replace('STACK', 'billing'),
        'aws cloudformation describe-stack-events --stack-name billing',
        'aws cloudformation delete-stack --stack-name billing',
        'aws cloudformation set-stack-policy --stack-name crowsnest-main --stack-policy-body {}',
      ]) {
        await expect(deployer.run(command), command).rejects.toThrow(/not authorized|AccessDenied/)
      }
    })

    it('removes them', async () => {
      for (const stack of ['crowsnest-orders', 'crowsnest-main']) {
        await deployer.run(`aws cloudformation delete-stack --stack-name ${stack}`)
        await deployer.run(`aws cloudformation wait stack-delete-complete --stack-name ${stack}`)
      }
      expect((await administrator.run('aws iam list-roles --query "Roles[].RoleName" --output text')).trim()).toBe('')
    })
  },
)

/** A user with that policy, and the boundary that it names. */
async function stackDeployer() {
  const iam = new IAMClient(miniStackOptions(emulator))
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'boundary',
      Path: '/crowsnest/us-east-1/main/',
      PolicyDocument: JSON.stringify(toIamPolicy(engineBoundary(PLACE))),
    }),
  )
  await iam.send(new CreateUserCommand({ UserName: 'deployer' }))
  const { documents } = peoplePolicies(PLACE).find(({ audience }) => audience === 'stack-deployer')!
  for (const [index, document] of documents.entries()) {
    await iam.send(
      new PutUserPolicyCommand({
        UserName: 'deployer',
        PolicyName: `deployer-${index}`,
        PolicyDocument: JSON.stringify(toIamPolicy(document)),
      }),
    )
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'deployer' }))
  return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
}

const SPEC = `detector: orders
interval: PT1H
dataset:
  source: { s3: { continuous: 's3://acme-metrics/live/{{yyyyMMdd}}/{{HHmm}}', format: { csv: {} } } }
  timestamp: { column: timestamp, format: yyyy-MM-dd HH:mm:ss }
  measures: [{ column: orders, aggregation: SUM }]
`
