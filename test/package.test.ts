import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, { readonly types: string; readonly default: string }>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly scripts: Readonly<Record<string, string>>
}

describe('the package', () => {
  it('is packed with what is built from its sources, from a fresh clone too', () => {
    expect(manifest.scripts['prepack']).toBe('npm run --silent build')
  })

  it.each(['start', 'test', 'test:cloud', 'check'])('only installs before %s on a fresh clone', (script) => {
    // A shell that has begun with the machine's Node goes on with it, also when the installation has brought the newer one.
    expect(manifest.scripts[`pre${script}`]).toBe('node scripts/install-once.js')
  })

  it('leads projects from the templates of Pulumi to the components: their compiler knows no `exports`', () => {
    const { types, default: main } = manifest.exports['.']!
    expect([manifest.types, manifest.main]).toEqual([types, main])
  })

  it('is no Pulumi plugin: the command would look for one in every program that uses the package', () => {
    expect(manifest).not.toHaveProperty('pulumi')
  })

  it('leaves Pulumi to those who use the components', () => {
    const peers = Object.keys(manifest.peerDependencies)
    expect(peers).toEqual(expect.arrayContaining(['@pulumi/aws', '@pulumi/pulumi']))
    expect(peers.filter((name) => manifest.peerDependenciesMeta[name]?.optional !== true)).toEqual([])
    expect(peers.filter((name) => name in manifest.dependencies)).toEqual([])
  })
})
