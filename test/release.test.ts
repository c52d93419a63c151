import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { billOfMaterials } from '../scripts/sbom/bill-of-materials.ts'
import { bundledPackages, installedPackages } from '../scripts/sbom/shipped-packages.ts'

const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

/** Licences that ask for no more than a notice. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Unlicense',
])

describe('the package as it is published', () => {
  it('runs nothing while it is installed', () => {
    const hooks = new Set([
      'preinstall',
      'install',
      'postinstall',
      'prepublish',
      'preprepare',
      'prepare',
      'postprepare',
      'dependencies',
    ])
    expect(Object.keys(manifest.scripts).filter((script) => hooks.has(script))).toEqual([])
  })

  it('depends on exact versions, so that a bill of materials stays true', () => {
    expect(Object.values(manifest.dependencies).filter((version) => !/^\d+\.\d+\.\d+$/u.test(version))).toEqual([])
  })
})

describe('the bill of materials', () => {
  // Of a build, dist/bundle is there before tests begin; the rest names its packages the same way.
  const bundled = bundledPackages(join(root, 'dist'))
  const bill = billOfMaterials(new Set([...bundled, ...pulumiInProvider()]))
  const names = new Set(bill.components.map(({ name }) => name))

  it('is of this package and version', () => {
    expect([bill.bomFormat, bill.metadata.component.name, bill.metadata.component.version]).toEqual([
      'CycloneDX',
      'crowsnest',
      manifest.version,
    ])
  })

  it('has every dependency, what they need in turn, and what is in bundles, but no tools', () => {
    expect(Object.keys(manifest.dependencies).filter((name) => !names.has(name))).toEqual([])
    // `npm sbom --omit dev` would lose the first, which clients for tests need as well.
    expect(['@smithy/core', '@pulumi/pulumi'].filter((name) => !names.has(name))).toEqual([])
    expect(['vitest', 'typescript', 'oxlint', '@duckdb/node-api'].filter((name) => names.has(name))).toEqual([])
  })

  it('has permissive licences alone', () => {
    const others = bill.components.filter(
      ({ licenses = [] }) =>
        licenses.length === 0 ||
        !licenses.every(({ license, expression }) =>
          (license?.id ?? expression ?? '').split(/[()\s]+|AND|OR/u).every((id) => id === '' || PERMISSIVE.has(id)),
        ),
    )
    // It states none in its package.json; its LICENSE file is the MIT's.
    expect(others.map(({ name }) => name)).toEqual(['@logdna/tail-file'])
    expect(readFileSync(join(root, 'node_modules/@logdna/tail-file/LICENSE'), 'utf8')).toContain(
      'Permission is hereby granted, free of charge',
    )
  })

  it('has relations among what it has alone', () => {
    const refs = new Set([
      bill.metadata.component['bom-ref'],
      ...bill.components.map((component) => component['bom-ref']),
    ])
    expect(
      bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref)),
    ).toEqual([])
  })

  it('refuses to leave out what is shipped', () => {
    expect(() => billOfMaterials(new Set(['left-pad@1.3.0']))).toThrow('npm sbom does not know left-pad@1.3.0')
  })
})

describe('installedPackages', () => {
  it('leaves out what is for development, optional, or brought by users', () => {
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/@b/c': { version: '2.0.0' },
      'node_modules/d': { version: '1.0.0', dev: true },
      'node_modules/e': { version: '1.0.0', peer: true },
      'node_modules/f': { version: '1.0.0', devOptional: true },
      'node_modules/g': { version: '1.0.0', optional: true },
    }
    expect([...installedPackages({ packages })]).toEqual(['a@1.0.0', '@b/c@2.0.0'])
  })
})

describe('the notes of changes', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crowsnest-changes-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('become the next version and its part of the changelog', () => {
    mkdirSync(join(folder, '.changeset'))
    cpSync(join(root, '.changeset/config.json'), join(folder, '.changeset/config.json'))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'crowsnest', version: '0.1.0' }))
    writeFileSync(join(folder, 'package-lock.json'), '{}')
    writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased: 0.1.0\n')
    const note = 'Alerts say which measure may have caused a group.'
    writeFileSync(join(folder, '.changeset/brave-owls-sing.md'), `---\n'crowsnest': minor\n---\n\n${note}\n`)
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect([status, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)])
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({ version: '0.2.0' })
    expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toContain(note)
  })
})

/** What the provider brings, where this run has no build of it. */
function pulumiInProvider(): readonly string[] {
  return ['@pulumi/pulumi', '@logdna/tail-file'].map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
      readonly version: string
    }
    return `${name}@${version}`
  })
}
