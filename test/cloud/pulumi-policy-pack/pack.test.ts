import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Engine } from '../../../components/index.ts'
import { RULES } from '../../../policy-pack/rules.ts'
import { badStack } from '../../policy-pack/bad-stack.ts'
import { deploy, DeploymentError, type DeployOptions } from '../pulumi/deploy.ts'
import { awsEndpoint } from '../aws.ts'
import { freshFolder } from '../pulumi/environment.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** What an organization asks for beside what the pack asks for by itself. */
const CONFIG = {
  'crowsnest-permissions-boundary': { boundary: '*' },
  'crowsnest-role-path': { path: '/acme/' },
  'crowsnest-required-tags': { tags: { team: [] } },
}

/** What follows from the ARN of a role that is not there yet is judged in the update alone. */
const JUDGED = Object.entries(RULES).filter(([name]) => name !== 'crowsnest-external-ids')

/** How Pulumi can be given the pack. */
const PACKS = [
  { form: 'a command', path: join(ROOT, 'bin/policy-pack/index.js') },
  { form: 'a folder', path: join(ROOT, 'bin/policy-pack') },
]

async function options(path: string, config: object): Promise<DeployOptions> {
  const file = join(await freshFolder(), 'config.json')
  await writeFile(file, JSON.stringify(config))
  return {
    policyPacks: [path],
    policyPackConfigs: [file],
    plugins: [join(ROOT, 'test/cloud/pulumi-aws')],
    config: { 'aws:region': 'us-east-1' },
    env: { CROWSNEST_AWS_ENDPOINT: awsEndpoint() },
  }
}

describe.each(PACKS)('the policy pack as $form', ({ path }) => {
  it('lets a preview of an engine pass', async () => {
    const deployment = await deploy(async () => void new Engine('engine'), await options(path, {}))
    const { violations, messages, changes } = await deployment.preview()
    expect({ violations, messages }).toEqual({ violations: [], messages: [] })
    expect(changes.create).toBeGreaterThan(15)
  })

  it('stops a preview of a stack that breaks all rules, and says which', async () => {
    const deployment = await deploy(async () => badStack(), await options(path, CONFIG))
    const error = await deployment.preview().catch((caught: unknown) => caught)
    if (!(error instanceof DeploymentError)) throw new Error('the preview was not stopped', { cause: error })
    const { violations } = error.outcome
    const levels = Object.fromEntries(violations.map(({ policy, level }) => [policy, level]))
    expect(levels).toEqual(Object.fromEntries(JUDGED.map(([name, { enforcement }]) => [name, enforcement])))
    const rotation = violations.find(({ policy }) => policy === 'crowsnest-key-rotation')
    expect(rotation).toMatchObject({ name: 'state-key', message: expect.stringContaining('Set it to true.') as string })
  })

  it('only warns where the configuration says so', async () => {
    const deployment = await deploy(async () => badStack(), await options(path, { ...CONFIG, all: 'advisory' }))
    const { violations } = await deployment.preview()
    expect(new Set(violations.map(({ level }) => level))).toEqual(new Set(['advisory']))
    expect(new Set(violations.map(({ policy }) => policy))).toEqual(new Set(JUDGED.map(([name]) => name)))
  })
})
