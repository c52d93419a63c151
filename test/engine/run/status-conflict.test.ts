import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runLocally, type LocalEvent } from '../../../engine/hosts/local.ts'
import { eventLog, memoryStore, StateError, type ObjectStore } from '../../../engine/state/index.ts'
import type { DetectorSpec } from '../../../spec/index.ts'
import { createSandbox, startOf, type Sandbox } from './sandbox.ts'

let sandbox: Sandbox
let store: ObjectStore
beforeEach(() => {
  sandbox = createSandbox({ history: 400, live: 1 })
  store = memoryStore()
})
afterEach(() => sandbox.remove())

function historicalAlone(): DetectorSpec {
  const source = { folder: { historical: 'history.csv', format: { csv: {} } } }
  return { ...sandbox.spec, dataset: { ...sandbox.spec.dataset, source } }
}

async function run(spec: DetectorSpec): Promise<{ readonly fine: boolean; readonly last: LocalEvent | undefined }> {
  const events: LocalEvent[] = []
  const fine = await runLocally([{ spec, baseDir: sandbox.folder }], {
    store,
    until: startOf(401),
    delivery: { writeLine: () => undefined },
    onEvent: (event) => events.push(event),
  })
  return { fine, last: events.at(-1) }
}

describe('a detector whose spec asks for what its status forbids', () => {
  it('says that a backtested detector cannot go live', async () => {
    await run(historicalAlone())
    expect(await run(sandbox.spec)).toMatchObject({ fine: false, last: { error: { code: 'STATUS_CONFLICT' } } })
  })

  it('says that a backtest with another spec needs another name', async () => {
    await run(historicalAlone())
    expect((await run(historicalAlone())).fine).toBe(true)
    const spec = historicalAlone()
    const changed = { ...spec, dataset: { ...spec.dataset, filters: { shop: ['east'] } } }
    expect(await run(changed)).toMatchObject({ fine: false, last: { error: { code: 'STATUS_CONFLICT' } } })
  })

  it('says that a live detector without its continuous data is nothing to backtest', async () => {
    await run(sandbox.spec)
    expect(await run(historicalAlone())).toMatchObject({ fine: false, last: { error: { code: 'STATUS_CONFLICT' } } })
  })

  it('begins a backtest again whose spec was changed before it was complete', async () => {
    const events = eventLog(store, 'shops', 'test')
    await events.append(() => ({ kind: 'BACKTEST_REQUESTED' }), 0)
    await events.append(() => ({ kind: 'BACKTEST_STARTED', generation: 'old', specHash: 'of another spec' }), 0)
    expect((await run(historicalAlone())).fine).toBe(true)
    const report = await events.status()
    expect(report.status).toBe('BACK_TEST_COMPLETE')
    expect(report.generation).not.toBe('old')
    expect((await run(historicalAlone())).last).toMatchObject({ kind: 'backtested', result: null })
  })
})

describe('an activation whose state is refused', () => {
  it('stays requested, so that the next run learns the history', async () => {
    const whole = store
    store = {
      ...whole,
      create: (key, bytes) =>
        key.includes('/chunks/')
          ? Promise.reject(new StateError({ code: 'STORE_DENIED', url: whole.url, key, operation: 'write' }))
          : whole.create(key, bytes),
    }
    expect(await run(sandbox.spec)).toMatchObject({ fine: false })
    expect((await eventLog(whole, 'shops', 'test').status()).status).toBe('ACTIVATING')
    store = whole
    expect((await run(sandbox.spec)).fine).toBe(true)
    expect((await eventLog(whole, 'shops', 'test').status()).status).toBe('ACTIVE')
  })
})
