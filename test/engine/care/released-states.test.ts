import { describe, expect, it } from 'vitest'
import { verifyState, type StateFinding } from '../../../engine/care/index.ts'
import { eventLog, listJudgements, readGroup, readOutbox, readReceipts } from '../../../engine/state/index.ts'
import { goOn, hour, logOf, PLACE, stateOf, VERSION, VERSIONS } from './released.ts'

describe('the states of released versions', () => {
  it('are kept: npm run state-fixture makes that of the version to be released', () => {
    expect(VERSIONS).toContain(VERSION)
    expect(VERSIONS).toContain('0.1.0')
  })

  describe.each(VERSIONS)('of %s', (version) => {
    it('are whole to today’s code', async () => {
      const findings: StateFinding[] = []
      const [report] = await verifyState(await stateOf(version), { onFinding: (finding) => findings.push(finding) })
      expect(findings).toEqual([])
      // Activation and ten hours; one has no data, and is committed all the same. The pager could not be reached.
      expect(report).toMatchObject({
        status: 'ACTIVE',
        generations: [{ commits: 11, lastEnd: hour(350), unsent: 2, unreferenced: { objects: 0 } }],
      })
    })

    it('are gone on from: nothing is learned anew, the open event goes on, what waits is sent', async () => {
      const store = await stateOf(version)
      const before = (await logOf(store).latest())!
      const began = before.groups.find(({ measure }) => measure === 'orders')!
      expect(began).toMatchObject({ start: hour(349) })
      expect(await readOutbox(store, PLACE)).toHaveLength(2)

      const sent = await goOn(store, 354, version)
      // Two alerts waited for the pager; the event that goes on has fired before.
      expect(sent.filter((channel) => channel === 'pager')).toHaveLength(2)
      expect(await readOutbox(store, PLACE)).toEqual([])
      expect(await readReceipts(store, PLACE, hour(345))).toHaveLength(2)
      expect((await eventLog(store, 'shops', 'test').status()).generation).toBe(PLACE.generation)
      const after = await Array.fromAsync(logOf(store).newestFirst({ after: before.end }))
      expect(after.map(({ sequence }) => sequence)).toEqual([14, 13, 12, 11])
      expect(after.map(({ failure }) => failure)).toEqual([null, null, null, null])
      // The event of `west` lasted one more hour, and ended.
      const grown = after.at(-1)!.groups.find(({ id }) => id === began.id)!
      expect(await readGroup(store, grown)).toMatchObject({ start: hour(349), end: hour(350) })
      expect(after.slice(0, -1).flatMap(({ groups }) => groups.filter(({ measure }) => measure === 'orders'))).toEqual(
        [],
      )
      const { judgements, unread } = await listJudgements(store, 'shops')
      expect([judgements.length, unread]).toEqual([1, null])
    })
  })
})
