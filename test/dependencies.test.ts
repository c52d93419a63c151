import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { license?: string; dev?: boolean }> }
const page = read('docs/dependencies.md')

/** Licences that ask for no more than a notice; "OR" leaves the choice to us. */
const PERMISSIVE =
  /\b(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0|PSF-2\.0)\b/

/** MPL-2.0, for tests alone, which are not shipped: its terms are about changes to its own files. The first comes with Vite. */
const FOR_TESTS_ALONE = /^node_modules\/(lightningcss(-|$)|axe-core$)/

/** Optional peers, which are not shipped: users of the constructs bring theirs. The same terms; and what comes inside of one, which is free of any. */
const PEERS = new Set([
  'node_modules/cdktf',
  'node_modules/cdktf/node_modules/jsonify',
  'node_modules/@cdktf/provider-aws',
])

/** Come with Pulumi and are not shipped. The first is MIT in its LICENSE file; the second is a list of names (CC-BY-3.0). */
const READ_BY_HAND = new Set(['node_modules/@logdna/tail-file', 'node_modules/spdx-exceptions'])

describe('docs/dependencies.md', () => {
  const rows = new Map(
    [...page.matchAll(/^\| `([^`]+)` +\|.*$/gm)].map(([row, name]) => [
      name,
      row.split('|').map((cell) => cell.trim()),
    ]),
  )

  it('has a row for every dependency and for nothing else', () => {
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]
    expect([...rows.keys()].toSorted()).toEqual(names.toSorted())
  })

  it('gives each the licence that the package states, and a reason', () => {
    for (const [name, cells] of rows) {
      const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { license: string }
      expect([name, cells[4]]).toEqual([name, license])
      expect(cells[2], name).not.toBe('')
      expect(cells[3], name).not.toBe('')
    }
  })
})

describe('package-lock.json', () => {
  it('holds permissively licensed packages alone, at any depth', () => {
    const others = Object.entries(lock.packages)
      .filter(
        ([path, { dev }]) =>
          path !== '' && !(dev && (FOR_TESTS_ALONE.test(path) || READ_BY_HAND.has(path) || PEERS.has(path))),
      )
      .filter(([, { license }]) => !PERMISSIVE.test(license ?? 'none stated'))
      .map(([path, { license }]) => `${path}: ${license}`)
    expect(others).toEqual([])
  })

  it('names no address that packages were downloaded from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })
})
