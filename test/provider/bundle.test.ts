import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProvider, type ProviderBundle } from '../../scripts/bundle-provider.ts'

let bundle: ProviderBundle
beforeAll(async () => {
  bundle = await bundleProvider()
})

describe('the bundle of the provider', () => {
  it('has the same bytes for the same sources', async () => {
    expect(Buffer.compare((await bundleProvider()).code, bundle.code)).toBe(0)
  })

  it('has the components and what they stand on, and none of the engine or the command', () => {
    const rooms = new Set(
      bundle.inputs.filter((input) => !input.includes('node_modules')).map((input) => input.split('/')[0]),
    )
    expect([...rooms].toSorted()).toEqual(['components', 'plans', 'policies', 'provider', 'spec'])
  })

  it('stays below 4 MB', () => {
    expect(bundle.code.length).toBeLessThan(4 * 1024 * 1024)
  })

  it('tells no folder of the machine that built it', () => {
    expect(Buffer.from(bundle.code).includes(import.meta.dirname.slice(0, -'/test/provider'.length))).toBe(false)
  })
})
