import { randomUUID } from 'node:crypto'
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  activateDetector,
  declareSpec,
  executeNextInterval,
  loadDetector,
  openDetector,
  type RunContext,
} from '../../../engine/run/index.ts'
import { commitLog, listExecutions, memoryStore, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { HOUR, ordersOf, ORIGIN, startOf } from '../../engine/run/sandbox.ts'
import { wallClock } from '../../engine/sources/table-world.ts'
import { awsOptions } from '../aws.ts'
import { raw, type AdminConnection } from './admin-connection.ts'
import { cuttingProxy, type CuttingProxy } from './cutting-proxy.ts'
import { PASSWORD, type RelationalWorld } from './relational-world.ts'

const HISTORY = 60
const LIVE = 12
/** So many that the result of an interval does not fit into what is sent at once. */
const SHOPS = 600
const PLACE = { detector: 'shops', generation: '3b0d9c0e-52a5-4c1f-9a53-6d8c0d4b7f10' }

/**
 * A detector of a database that fails in every way while the detector runs: its intervals fail with a named reason and are
 * executed later, and in the end its state is that of a detector to which nothing happened.
 *
 * @param aws - how the engine reads the secret
 */
export function describeRunFaults(
  name: string,
  makeWorld: () => Promise<RelationalWorld>,
  words: {
    setPassword(password: string): string
    lock(table: string): readonly string[]
    readonly unlock: string
  },
  aws: (secret: string) => NonNullable<RunContext['aws']>,
): void {
  describe(name, () => {
    const secret = `AmazonLookoutMetrics-${randomUUID()}`
    const secrets = new SecretsManagerClient(awsOptions())
    let world: RelationalWorld
    let proxy: CuttingProxy
    let spec: DetectorSpec
    let tableName: string
    const store = memoryStore()
    const clock = { now: startOf(HISTORY) + 60_000 }
    let life: Awaited<ReturnType<typeof begin>>

    const rotate = (password: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId: secret, SecretString: secretValue(password) }))

    beforeAll(async () => {
      world = await makeWorld()
      proxy = await cuttingProxy(world.database.port)
      const table = await world.makeTable({ at: 'local-time', shop: 'dimension', orders: 'decimal' })
      for (let index = 0; index < HISTORY + LIVE; index++) await table.put(ordersIn(index))
      await secrets.send(new CreateSecretCommand({ Name: secret, SecretString: secretValue(PASSWORD) }))
      const { user: _user, passwordVariable: _variable, ...rds } = table.source.rds
      tableName = rds.table
      spec = {
        detector: PLACE.detector,
        interval: 'PT1H',
        dataset: {
          source: { rds: { ...rds, port: proxy.port, secret, timeout: 'PT2S', region: 'us-east-1' } },
          timestamp: { column: 'at' },
          measures: [{ column: 'orders', aggregation: 'SUM' }],
          dimensions: ['shop'],
        },
      }
      life = await begin(store)
    })
    afterAll(async () => {
      secrets.destroy()
      await proxy?.close()
      await world?.stop()
    })

    /** A process that runs the detector; `run` executes what is due. */
    async function begin(into: ObjectStore, now: () => number = () => clock.now) {
      const context: RunContext = {
        store: into,
        baseDir: '.',
        aws: aws(secret),
        writer: 'test',
        now,
        newId: () => PLACE.generation,
        sleep: async () => undefined,
        delivery: { writeLine: () => undefined },
      }
      await declareSpec(into, spec)
      const runtime = openDetector(await loadDetector(into, PLACE.detector), context)
      await activateDetector(context, runtime)
      const log = commitLog(into, PLACE)
      return {
        async run(): Promise<number> {
          for (let executed = 0; ; executed++) {
            const { execution } = await executeNextInterval(context, runtime, log)
            if (execution === null) return executed
          }
        },
      }
    }

    /** What the execution log has of the interval that is due: status and reason of each attempt. */
    async function attempts(end: number): Promise<readonly (string | null)[]> {
      const range = { after: end - HOUR, until: end }
      const found = await Array.fromAsync(listExecutions(store, PLACE, range))
      return found.map(({ failure }) => failure?.code ?? null)
    }

    /** The next interval is due; it fails for this reason, and is executed with the one after when all is well. */
    async function failsThenCatchesUp(code: string, mend: () => Promise<unknown>): Promise<void> {
      clock.now += HOUR
      const end = clock.now - 60_000
      await expect(life.run()).rejects.toMatchObject({ code })
      expect(await attempts(end)).toEqual([code])
      await mend()
      clock.now += HOUR
      expect(await life.run()).toBe(2)
      expect(await attempts(end)).toEqual([code, null])
    }

    it('waits for a database that was killed', async () => {
      await world.admin.close().catch(() => undefined)
      await world.database.kill()
      await failsThenCatchesUp('UNREACHABLE', () => world.database.start())
    })

    it('counts nothing of a result that was cut in the middle, three times', async () => {
      const before = proxy.cuts
      proxy.cutAfter(15_000, 3)
      await failsThenCatchesUp('CONNECTION_LOST', async () => expect(proxy.cuts - before).toBe(3))
    })

    it('does not fail when the result is cut only once', async () => {
      const before = proxy.cuts
      proxy.cutAfter(15_000, 1)
      clock.now += HOUR
      expect(await life.run()).toBe(1)
      expect(proxy.cuts - before).toBe(1)
    })

    it('waits for a table that is locked for longer than the timeout', async () => {
      const other: AdminConnection = await world.another()
      for (const statement of words.lock(tableName)) await other.run(raw(statement))
      await failsThenCatchesUp('QUERY_TIMEOUT', () => other.run(raw(words.unlock)))
      await other.close()
    })

    it('waits for the secret of a password that was changed', async () => {
      const other = await world.another()
      await other.run(raw(words.setPassword('a new one')))
      await failsThenCatchesUp('SIGN_IN_FAILED', () => rotate('a new one'))
      await other.close()
    })

    it('reads a secret anew that was changed together with its password', async () => {
      const other = await world.another()
      await rotate('one more')
      await other.run(raw(words.setPassword('one more')))
      await other.close()
      clock.now += HOUR
      expect(await life.run()).toBe(1)
      expect(await attempts(clock.now - 60_000)).toEqual([null])
    })

    it('comes to the state of a detector to which nothing happened', async () => {
      const undisturbed = memoryStore()
      const end = clock.now
      const first = { now: startOf(HISTORY) + 60_000 }
      const calm = await begin(undisturbed, () => first.now)
      first.now = end
      await calm.run()
      expect(await commits(store)).toEqual(await commits(undisturbed))
      expect((await commits(store)).length).toBe(1 + (end - startOf(HISTORY) - 60_000) / HOUR)
    })
  })
}

/** As RDS makes it, which has more in it. */
function secretValue(password: string): string {
  return JSON.stringify({ username: 'reader', password, engine: 'any', port: 1 })
}

/** All that does not depend on who wrote it when. */
async function commits(store: ObjectStore): Promise<readonly unknown[]> {
  const found = await Array.fromAsync(commitLog(store, PLACE).newestFirst())
  return found.map(({ writer: _writer, writtenAt: _writtenAt, ...commit }) => commit)
}

function ordersIn(index: number) {
  const at = wallClock(ORIGIN + index * HOUR + 60_000, 'UTC')
  return Array.from({ length: SHOPS }, (_, n) => ({ at, shop: `shop ${n}`, orders: ordersOf(`shop ${n}`, index) }))
}
