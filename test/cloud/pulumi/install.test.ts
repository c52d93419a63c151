import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { tools } from './tools.ts'

const { command, version, path } = inject('pulumi')!

describe('installPulumi', () => {
  it('gives a command that says its version', () => {
    const { stdout } = spawnSync(command, ['version'], { encoding: 'utf8' })
    expect(stdout.trim()).toBe(`v${version}`)
  })

  it.each(tools.slice(1))('gives $name', ({ name }) => {
    expect(path.some((folder) => existsSync(join(folder, name)))).toBe(true)
  })
})
