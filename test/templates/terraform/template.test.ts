import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DetectorSpec } from '../../../spec/index.ts'
import { ArgumentsError, terraformTemplate } from '../../../templates/terraform/index.ts'
import { ACCOUNT, ALERTS, DATASET } from '../../components/sample-detector.ts'
import { hasTerraform, terraformProblems } from './stand-in/validate.ts'
import type { Configuration } from './synthesise.ts'

const SPEC: DetectorSpec = {
  detector: 'revenue',
  interval: 'PT1H',
  dataset: DATASET,
  alerts: ALERTS,
  tags: { team: 'growth' },
}

const WITH_ENGINE = { region: 'us-east-1', engine: { make: { engineName: 'main' } } } as const

function read(json: string): Configuration {
  return JSON.parse(json) as Configuration
}

describe('terraformTemplate', () => {
  it('writes the detector of a spec for an engine that exists', () => {
    const { json, files, warnings } = terraformTemplate(SPEC, {
      region: 'eu-central-1',
      engine: { existing: { name: 'main' } },
    })
    const { resource, provider, output } = read(json)
    expect([files, warnings]).toEqual([{}, []])
    expect(Object.keys(resource)).toEqual([
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_lambda_invocation',
      'aws_s3_object',
      'aws_scheduler_schedule',
    ])
    expect(provider['aws']).toEqual([{ region: 'eu-central-1' }])
    expect(Object.keys(output)).toEqual(['alert_role_arns', 'dataset_role_arn', 'schedule_arn'])
  })

  it('makes an engine too on request, whose code lies beside the configuration', () => {
    const { json, files } = terraformTemplate(SPEC, {
      region: 'eu-central-1',
      account: ACCOUNT,
      engine: { make: { engineName: 'main' } },
    })
    const { resource, provider, data } = read(json)
    const [code] = Object.values(resource['aws_lambda_function']!)
    expect(code).toMatchObject({ filename: 'engine.zip', source_code_hash: '${filebase64sha256("engine.zip")}' })
    expect(Object.keys(files)).toEqual(['engine.zip'])
    expect(existsSync(files['engine.zip']!)).toBe(true)
    // Whoever applies it elsewhere by mistake is stopped before anything is made.
    expect(provider['aws']).toEqual([{ allowed_account_ids: [ACCOUNT], region: 'eu-central-1' }])
    expect(data).toBeUndefined()
  })

  it('is the same each time', () => {
    expect(terraformTemplate(SPEC, WITH_ENGINE).json).toBe(terraformTemplate(SPEC, WITH_ENGINE).json)
  })

  it('deploys as it is told, and refuses what cannot be deployed', () => {
    const options = { region: 'us-east-1', engine: { existing: { name: 'main' } } } as const
    const { json } = terraformTemplate(SPEC, { ...options, detector: { roles: 'combined', activate: false } })
    const { resource } = read(json)
    expect(Object.keys(resource['aws_iam_role']!)).toHaveLength(1)
    expect(resource).not.toHaveProperty('aws_lambda_invocation')
    const local = { ...SPEC, dataset: { ...DATASET, source: { folder: { historical: './x', format: { csv: {} } } } } }
    expect(() => terraformTemplate(local, options)).toThrow(ArgumentsError)
    expect(() => terraformTemplate(local, options)).toThrow(/Put the data into a bucket and use `s3`/)
  })

  it.skipIf(!hasTerraform())('is valid for Terraform itself', () => {
    const { json } = terraformTemplate(SPEC, WITH_ENGINE)
    expect(terraformProblems(json)).toEqual([])
  })
})
