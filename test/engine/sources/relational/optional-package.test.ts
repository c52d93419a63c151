import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../..')
const MISSING = new Set(['pg', 'pg-cursor', 'mysql2', 'tedious'])

/** The engine in a folder where no driver is installed. */
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crowsnest-alone-'))
  for (const part of ['engine', 'spec', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  for (const name of packages()) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), link)
  }
  writeFileSync(
    join(folder, 'read.ts'),
    `
      import { aggregateRecords } from './engine/dataset/index.ts'
      import { openSource } from './engine/sources/index.ts'
      import { intervalGrid } from './engine/time/index.ts'
      import { withDefaults } from './spec/index.ts'
      const rds = { engine: process.argv[2], host: 'localhost', database: 'd', table: 't', user: 'u', tls: 'OFF' }
      const { dataset, quotas } = withDefaults({
        detector: 'd',
        interval: 'PT1H',
        dataset: { source: { rds }, timestamp: { column: 'at' }, measures: [{ column: 'm', aggregation: 'SUM' }] },
      })
      const grid = intervalGrid('PT1H', 'UTC')
      const window = { start: 0, end: 3_600_000 }
      const sink = aggregateRecords({ dataset, grid, window })
      const source = openSource(dataset, { baseDir: '.', grid, quotas, env: { CROWSNEST_DATABASE_PASSWORD: 'x' } })
      await source.readInterval(window, sink).catch((error) => console.log(error.message))
    `,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a dataset in a database without its driver', () => {
  it.each([
    ['postgres', 'npm install pg pg-cursor'],
    ['mysql', 'npm install mysql2'],
    ['mariadb', 'npm install mysql2'],
    ['sqlserver', 'npm install tedious'],
  ])('of %s says what to install', (engine, command) => {
    const output = execFileSync(process.execPath, [join(folder, 'read.ts'), engine], { encoding: 'utf8' })
    expect(output).toContain(`Run: ${command} [PACKAGE_MISSING]`)
  })
})

function packages(): readonly string[] {
  return readdirSync(join(ROOT, 'node_modules'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(ROOT, 'node_modules', name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .filter((name) => !name.startsWith('.') && !MISSING.has(name))
}
