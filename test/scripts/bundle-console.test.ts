import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPageAssets } from '../../engine/console/index.ts'
import { bundleConsole, writeConsole } from '../../scripts/bundle-console.ts'

const root = join(import.meta.dirname, '../..')

describe('bundleConsole', () => {
  it('gives the same bytes for the same sources', async () => {
    expect((await bundleConsole()).files).toEqual((await bundleConsole()).files)
  })

  it('has nothing of Node, of other places, or of the network in it', async () => {
    const { files } = await bundleConsole()
    expect(files['page.js']).not.toMatch(/["']node:|\beval\(|new Function\(|https?:\/\//u)
    expect(files['page.css']).not.toMatch(/@import|url\(/u)
    expect(files['index.html']).not.toMatch(/\sstyle=|\son[a-z]+=|<script>|<style/u)
  })

  it('stays small, and ships the licence of what it ships', async () => {
    const { files } = await bundleConsole()
    expect(files['page.js']!.length).toBeLessThan(120_000)
    expect(files['THIRD-PARTY-LICENSES.txt']).toMatch(/^uplot \d/mu)
  })

  it('writes what the server reads, and what it was made of', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crowsnest-console-'))
    try {
      const sizes = await writeConsole(folder)
      expect(Object.keys(sizes)).toContain('page.js')
      const { inputs } = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8')) as { inputs: string[] }
      expect(inputs.filter((input) => !existsSync(join(root, input)))).toEqual([])
      expect(inputs).toContain('engine/console/page/page.css')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('readPageAssets', () => {
  it('finds the page of a clone, each file with its type', async () => {
    const assets = await readPageAssets()
    expect([...assets].map(([path, { type }]) => `${path} ${type.split(';')[0]}`)).toEqual([
      '/ text/html',
      '/page.js text/javascript',
      '/charts.js text/javascript',
      '/page.css text/css',
    ])
    expect([...assets.values()].every(({ bytes }) => bytes.length > 500)).toBe(true)
  })
})
