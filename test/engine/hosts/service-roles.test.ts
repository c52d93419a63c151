import { describe, expect, it } from 'vitest'
import { serviceRoles, type RoleSession } from '../../../engine/hosts/lambda/service-roles.ts'

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' }
const ROLE = 'arn:aws:iam::111122223333:role/data'
const MINUTE = 60_000

function rolesAt(clock: { now: number }, fails: () => boolean = () => false) {
  const asked: RoleSession[] = []
  const roles = serviceRoles(
    PLACE,
    'revenue',
    'session',
    async (session) => {
      asked.push(session)
      if (fails()) throw new Error('no')
      const expiration = new Date(clock.now + session.durationSeconds * 1000)
      return { accessKeyId: `key-${asked.length}`, secretAccessKey: '', sessionToken: '', expiration }
    },
    () => clock.now,
  )
  return { asked, roles }
}

describe('serviceRoles', () => {
  it('asks once for a role and purpose, also when several ask at the same time', async () => {
    const { asked, roles } = rolesAt({ now: 0 })
    const dataset = { kind: 'dataset' } as const
    const [first, second] = await Promise.all([roles(ROLE, dataset)(), roles(ROLE, dataset)()])
    expect([first.accessKeyId, second.accessKeyId, (await roles(ROLE, dataset)()).accessKeyId]).toEqual(
      Array(3).fill('key-1'),
    )
    expect(asked).toHaveLength(1)
  })

  it('asks for each purpose, even of one role: each has an external id of its own', async () => {
    const { asked, roles } = rolesAt({ now: 0 })
    await roles(ROLE, { kind: 'dataset' })()
    await roles(ROLE, { kind: 'alert', alert: 'oncall' })()
    await roles(ROLE, { kind: 'alert', alert: 'finance' })()
    expect(new Set(asked.map(({ externalId }) => externalId)).size).toBe(3)
  })

  it('asks again when a session has five minutes left', async () => {
    const clock = { now: 0 }
    const { asked, roles } = rolesAt(clock)
    const credentials = roles(ROLE, { kind: 'dataset' })
    await credentials()
    clock.now = 10 * MINUTE - 1
    await credentials()
    expect(asked).toHaveLength(1)
    clock.now = 10 * MINUTE
    const renewed = await Promise.all([credentials(), credentials()])
    expect(renewed.map(({ accessKeyId }) => accessKeyId)).toEqual(['key-2', 'key-2'])
  })

  it('asks again after a refusal', async () => {
    let refuse = true
    const { asked, roles } = rolesAt({ now: 0 }, () => refuse)
    const credentials = roles(ROLE, { kind: 'dataset' })
    const outcomes = await Promise.allSettled([credentials(), credentials()])
    expect(outcomes).toMatchObject([
      { status: 'rejected', reason: { name: 'ServiceRoleError' } },
      { status: 'rejected', reason: { name: 'ServiceRoleError' } },
    ])
    refuse = false
    expect(await credentials()).toMatchObject({ accessKeyId: 'key-2' })
    expect(asked).toHaveLength(2)
  })
})
