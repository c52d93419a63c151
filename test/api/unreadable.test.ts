import {
  CreateAnomalyDetectorCommand,
  DescribeAnomalyDetectorCommand,
  ListAlertsCommand,
  ListAnomalyDetectorsCommand,
  ListMetricSetsCommand,
} from '@aws-sdk/client-lookoutmetrics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declareSpec } from '../../engine/run/index.ts'
import { memoryStore, StateError } from '../../engine/state/index.ts'
import { shopSpec } from '../engine/history/shop-world.ts'
import { startWorld, type ApiWorld } from './api-world.ts'

const ARN = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:'

const about = (name: string) => new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn: ARN + name })

describe('a state of which one detector is damaged and one is not ours to read', () => {
  let world: ApiWorld
  beforeAll(async () => {
    const store = memoryStore()
    for (const detector of ['damaged', 'denied', 'shop']) await declareSpec(store, { ...shopSpec('live'), detector })
    const { etag } = (await store.get('detectors/damaged/detector.json'))!
    await store.replace('detectors/damaged/detector.json', Buffer.from('{"detector":'), etag)
    world = await startWorld({
      store: {
        ...store,
        get(key) {
          if (!key.startsWith('detectors/denied/')) return store.get(key)
          throw new StateError({ code: 'STORE_DENIED', url: 's3://state', key, operation: 'GetObject' })
        },
      },
    })
  })
  afterAll(() => world.stop())

  it('lists the damaged one as failed, and leaves out the other', async () => {
    const { AnomalyDetectorSummaryList: listed } = await world.client.send(new ListAnomalyDetectorsCommand({}))
    expect(listed!.map(({ AnomalyDetectorName, Status }) => [AnomalyDetectorName, Status])).toEqual([
      ['damaged', 'FAILED'],
      ['shop', 'INACTIVE'],
    ])
  })

  it('lists what those have that can be read, and makes new ones', async () => {
    const { MetricSetSummaryList: sets } = await world.client.send(new ListMetricSetsCommand({}))
    expect(sets!.map(({ AnomalyDetectorArn }) => AnomalyDetectorArn)).toEqual([`${ARN}shop`])
    expect((await world.client.send(new ListAlertsCommand({}))).AlertSummaryList).toHaveLength(2)
    const made = { AnomalyDetectorName: 'new', AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' as const } }
    await world.client.send(new CreateAnomalyDetectorCommand(made))
  })

  it('names the object that is damaged, and denies the other', async () => {
    await expect(world.client.send(about('damaged'))).rejects.toMatchObject({
      name: 'InternalServerException',
      message: expect.stringContaining('detectors/damaged/detector.json is damaged'),
    })
    await expect(world.client.send(about('denied'))).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})
