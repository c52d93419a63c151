import { execFile } from 'node:child_process'
import dns from 'node:dns'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RdsSource, SourceSpec } from '../../../spec/detector.generated.ts'
import { check, readInterval } from '../../engine/sources/read-table.ts'
import { wallClock } from '../../engine/sources/table-world.ts'
import type { RelationalWorld } from './relational-world.ts'

const START = Date.UTC(2026, 5, 1, 10)
const ROOT = join(import.meta.dirname, '../../..')

/** What only databases have: certificates, passwords, indexes, connections. */
export function describeRelationalTroubles(
  name: string,
  makeWorld: () => Promise<RelationalWorld>,
  words: { readonly dropIndex: (table: string) => string; readonly analyze: (table: string) => string },
): void {
  describe(name, () => {
    let world: RelationalWorld
    let source: { readonly rds: RdsSource }
    beforeAll(async () => {
      world = await makeWorld()
      const table = await world.makeTable({
        at: 'local-time',
        country: 'dimension',
        amount: 'decimal',
        items: 'integer',
      })
      source = table.source
      await table.put(
        Array.from({ length: 20_000 }, (_, n) => ({
          at: wallClock(START - 100 * 3_600_000 + n * 20_000, 'UTC'),
          country: `c${n % 7}`,
          amount: 1,
          items: n % 5,
        })),
      )
    })
    afterAll(() => world?.stop())

    const read = (changes: Partial<RdsSource>, env: Readonly<Record<string, string>> = {}) => {
      const place = { ...world, context: { env: { ...world.context.env, ...env } } }
      return readInterval(place, { source: changed(source, changes) }, START)
    }

    it('trusts no authority that it was not told of, and says how to tell', async () => {
      const { certificateAuthority: _authority, ...rds } = source.rds
      await expect(readInterval(world, { source: { rds } }, START)).rejects.toThrow(
        /certificateAuthority.*\[TLS_FAILED\]/,
      )
    })

    it('takes no certificate that is for another name', async () => {
      const { lookup } = dns
      // Another name of the same server, for this process.
      vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: [never, never]) =>
        lookup(host === 'db.example.com' ? 'localhost' : host, ...rest)) as typeof lookup)
      try {
        await expect(read({ host: 'db.example.com' })).rejects.toMatchObject({ code: 'TLS_FAILED' })
        expect((await read({ host: 'db.example.com', tls: 'OFF' })).report.used).toBe(180)
      } finally {
        vi.restoreAllMocks()
      }
      await expect(read({ host: '127.0.0.1' })).rejects.toMatchObject({ code: 'TLS_FAILED' })
    })

    it('says that the file of the authority is not there', async () => {
      await expect(read({ certificateAuthority: './nowhere.pem' })).rejects.toMatchObject({ code: 'TLS_FAILED' })
    })

    it('reads without encryption when it is told to', async () => {
      expect((await read({ tls: 'OFF', host: '127.0.0.1' })).report.used).toBe(180)
    })

    it('says that user or password are wrong, and not which password', async () => {
      await expect(read({ user: 'nobody' })).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' })
      const error: unknown = await read({}, { PASSWORD: 'geheim' }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'SIGN_IN_FAILED' })
      expect(String(error)).not.toContain('geheim')
    })

    it('says that the variable of the password is not set', async () => {
      await expect(read({ passwordVariable: 'NOT_SET_HERE' })).rejects.toMatchObject({
        code: 'PASSWORD_MISSING',
        trouble: { variable: 'NOT_SET_HERE' },
      })
    })

    it('says that there is no such database', async () => {
      const admin = { user: world.database.admin.user, passwordVariable: 'ADMIN' }
      await expect(read({ ...admin, database: 'nowhere' })).rejects.toMatchObject({ code: 'DATABASE_MISSING' })
    })

    it('says that nobody listens', async () => {
      await expect(read({ port: 1 })).rejects.toMatchObject({ code: 'UNREACHABLE' })
    })

    it('warns where the whole table would be read, and not where an index helps', async () => {
      const { table } = source.rds
      await world.admin.run(sql.raw(words.analyze(table)))
      expect((await check(world, { source }, START)).warnings).toEqual([])
      await world.admin.run(sql.raw(words.dropIndex(table)))
      expect((await check(world, { source }, START)).warnings).toMatchObject([{ code: 'FULL_SCAN' }])
    })

    it('lets the process end when it has read', async () => {
      const program = `
        import { readInterval } from './test/engine/sources/read-table.ts'
        const source = ${JSON.stringify(source)}
        const { report } = await readInterval({ context: {} }, { source }, ${START})
        process.stdout.write(String(report.used))
      `
      const args = ['--conditions=crowsnest-source', '--input-type=module', '-e', program]
      const env = { ...process.env, PASSWORD: world.context.env!['PASSWORD'] }
      const before = performance.now()
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env, timeout: 60_000 })
      expect(stdout).toBe('180')
      expect(performance.now() - before).toBeLessThan(30_000)
    })
  })
}

function changed({ rds }: { readonly rds: RdsSource }, changes: Partial<RdsSource>): SourceSpec {
  return { rds: { ...rds, ...changes } }
}
