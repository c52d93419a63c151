import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runExample } from '../examples/run-example.ts'
import { startProvider, type RunningProvider } from './plugin.ts'

interface Program {
  readonly resources: Readonly<Record<string, { readonly type: string; readonly properties: Record<string, unknown> }>>
}

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.stop())

// Pulumi itself runs it in test/cloud; here its arguments alone meet the provider.
describe('the example of CloudWatch in YAML', () => {
  it('reads its data as the one in TypeScript does', async () => {
    const text = readFileSync('examples/yaml-cloudwatch/Pulumi.yaml', 'utf8')
    const topic = 'arn:aws:sns:us-east-2:111122223333:crowsnest-email-oncall'
    const { resources } = parse(text.replaceAll('${mail.channel}', `{ sns: { topic: '${topic}' } }`)) as Program
    const { properties } = resources['functions']!
    const run = await provider.construct({ type: 'crowsnest:index:Detector', name: 'functions', inputs: properties })
    const there = await runExample('cloudwatch', false)
    const of = (all: typeof run.resources, name: string): unknown =>
      JSON.parse(String(all.find((one) => one.name === name && one.type.endsWith('BucketObjectv2'))!.inputs['content']))
    expect(of(run.resources, 'functions-dataset')).toEqual(of(there.resources, 'functions-dataset'))
    expect(run.resources.map(({ name }) => name)).toContain('functions-dataset-policy')
  })
})
