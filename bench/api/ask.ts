import { detectorArn } from '../../spec/index.ts'
import type { ApiHost } from '../../engine/api/api-host.ts'
import { apiOf, type Handlers } from '../../engine/api/wire/index.ts'
import { DETECTOR, END } from './large-state.ts'

/** What API and page work with, but for the store. */
export const HOST: Omit<ApiHost, 'store'> = {
  place: { partition: 'aws', region: 'eu-west-1', account: '111122223333' },
  now: () => END,
  newId: () => crypto.randomUUID(),
  writer: 'bench',
  reviewer: 'bench',
  buckets: new Map(),
  wake: () => undefined,
}

/** Asks the API, from the bytes of the request to those of the answer, and returns how many those are. */
export function apiAsker(handlers: Partial<Handlers>): (operation: string, members: object) => Promise<number> {
  const api = apiOf(handlers as Handlers, {
    newId: HOST.newId,
    onUnexpected: (error) => {
      throw error
    },
  })
  const AnomalyDetectorArn = detectorArn(HOST.place, DETECTOR)
  return async (operation, members) => {
    const { status, body } = await api({
      method: 'POST',
      path: `/${operation}`,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify({ AnomalyDetectorArn, ...members })),
    })
    if (status !== 200) throw new Error(`${operation} answered ${status}: ${body}`)
    return Buffer.byteLength(body)
  }
}
