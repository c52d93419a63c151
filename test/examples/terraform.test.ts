import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, terraformProblems } from '../templates/terraform/stand-in/validate.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('the example of Terraform', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-example-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('writes a configuration with the code of the engine beside it, run by Node as the page says', () => {
    const program = join(ROOT, 'examples/terraform/main.ts')
    const { status, stderr } = spawnSync(process.execPath, ['--conditions=crowsnest-source', program], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toMatchObject({ status: 0 })
    const stack = join(folder, 'cdktf.out/stacks/revenue')
    const { resource } = JSON.parse(readFileSync(join(stack, 'cdk.tf.json'), 'utf8')) as {
      readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
    }
    const [code] = Object.values(resource['aws_lambda_function']!)
    expect(existsSync(join(stack, String(code!['filename'])))).toBe(true)
    expect(readdirSync(stack)).toContain('cdk.tf.json')
    const policies = Object.values(resource['aws_iam_role_policy']!).map(({ policy }) => policy)
    expect(policies).toContainEqual(
      expect.stringMatching(/"sns:Publish"\],"Resource":\["\$\{aws_sns_topic\.oncall\.arn\}"/),
    )
  })

  it.skipIf(!hasTerraform())('is valid for Terraform itself', () => {
    const stack = join(folder, 'cdktf.out/stacks/revenue')
    expect(terraformProblems(readFileSync(join(stack, 'cdk.tf.json'), 'utf8'))).toEqual([])
  })
})
