import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPlugin, type RunningProvider } from './plugin.ts'

const root = join(import.meta.dirname, '../..')

// What Pulumi's language host for Node.js runs for a plugin with a PulumiPlugin.yaml.
const RUN_PLUGIN = join(root, 'node_modules/@pulumi/pulumi/cmd/run-plugin')

let provider: RunningProvider
beforeAll(async () => {
  provider = await startPlugin(process.execPath, [RUN_PLUGIN, join(root, 'provider')])
}, 60_000)
afterAll(() => provider.stop())

describe('the provider from its sources', () => {
  it('is a plugin for Node.js', () => {
    expect(readFileSync(join(root, 'provider/PulumiPlugin.yaml'), 'utf8')).toMatch(/^runtime: nodejs$/m)
  })

  it('tells the schema that is committed', async () => {
    const committed = JSON.parse(readFileSync(join(root, 'provider/schema.json'), 'utf8')) as unknown
    expect(JSON.parse(await provider.schema())).toEqual(committed)
  })

  it('makes components and refuses wrong arguments', async () => {
    const { resources } = await provider.construct({ type: 'crowsnest:index:Engine', name: 'main', inputs: {} })
    expect(resources.map(({ type }) => type)).toContain('aws:lambda/function:Function')
    const wrong = { type: 'crowsnest:index:Engine', name: 'main', inputs: { memorysize: 1 } }
    await expect(provider.construct(wrong)).rejects.toMatchObject({
      problems: { memorysize: 'Engine has no such argument. Did you mean memorySize?' },
    })
  })
})
