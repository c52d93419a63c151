import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseSpec } from '../../spec/index.ts'

const FOLDER = join(import.meta.dirname, '../../examples')

describe('the specs in examples', () => {
  it.each(globSync('*.yaml', { cwd: FOLDER }))('%s has nothing that crowsnest check finds', (file) => {
    const { spec, findings } = parseSpec(readFileSync(join(FOLDER, file), 'utf8'), file)
    expect(findings).toEqual([])
    expect(spec?.detector).toBeDefined()
  })
})
