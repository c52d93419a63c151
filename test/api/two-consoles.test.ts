import {
  CreateAlertCommand,
  CreateAnomalyDetectorCommand,
  CreateMetricSetCommand,
  DescribeAnomalyDetectorCommand,
  DescribeMetricSetCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-lookoutmetrics'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../engine/state/index.ts'
import { startWorld, type ApiWorld } from './api-world.ts'

const ROLE = 'arn:aws:iam::111122223333:role/reader'
const DETECTOR = { AnomalyDetectorArn: 'arn:aws:lookoutmetrics:eu-west-1:111122223333:AnomalyDetector:shop' }

/** Before which of their writes the two stop. */
const STOPS = [1, 2].flatMap((one) => [1, 2, 3].map((other) => ({ one, other })))

/**
 * One console begins and stops before a write, the other begins and stops before a write or gets to its end; then the first goes on to its end, and
 * the other.
 */
describe.each(STOPS)('two consoles that stop before writes $one and $other', ({ one, other }) => {
  let stores: readonly [StoppingStore, StoppingStore]
  let worlds: readonly [ApiWorld, ApiWorld]
  beforeEach(async () => {
    const seed = await startWorld()
    await seed.client.send(detector('shop'))
    stores = [stoppingStore(seed.store, one), stoppingStore(seed.store, other)]
    worlds = [await startWorld({ store: stores[0].store }), await startWorld({ store: stores[1].store })]
    await seed.stop()
  })
  afterEach(async () => {
    for (const world of worlds) {
      expect(world.unexpected).toEqual([])
      await world.stop()
    }
  })

  /** @returns the place of the one that was answered; the other is told that it was too late */
  async function winnerOf(make: (world: ApiWorld, place: number) => Promise<unknown>): Promise<number> {
    const results = worlds.map(() => '')
    const doings: Promise<void>[] = []
    for (const [place, world] of worlds.entries()) {
      const doing = make(world, place).then(
        () => void (results[place] = 'answered'),
        (error: Error) => void (results[place] = error.name),
      )
      doings.push(doing)
      await Promise.race([stores[place].stopped, doing])
    }
    for (const [place, doing] of doings.entries()) {
      stores[place].goOn()
      await doing
    }
    expect(results.toSorted()).toEqual([
      expect.stringMatching(/^(Conflict|ServiceQuotaExceeded)Exception$/),
      'answered',
    ])
    return results.indexOf('answered')
  }

  it('make one detector, as the one that is answered asked', async () => {
    const winner = await winnerOf(({ client }, place) => client.send(detector('new', keyOf(place))))
    const AnomalyDetectorArn = DETECTOR.AnomalyDetectorArn.replace('shop', 'new')
    const described = await worlds[0].client.send(new DescribeAnomalyDetectorCommand({ AnomalyDetectorArn }))
    expect(described.KmsKeyArn).toBe(keyOf(winner))
  })

  it('make one dataset, which is found by the ARN that is answered', async () => {
    const arns: (string | undefined)[] = []
    const winner = await winnerOf(async ({ client }, place) => {
      arns[place] = (await client.send(dataset(`data-${place}`))).MetricSetArn
    })
    const described = await worlds[0].client.send(new DescribeMetricSetCommand({ MetricSetArn: arns[winner] }))
    expect(described).toMatchObject({ MetricSetName: `data-${winner}` })
  })

  it('make one alert, with the tags of the one that is answered', async () => {
    const winner = await winnerOf(({ client }, place) => client.send(alert({ maker: String(place) })))
    const ResourceArn = 'arn:aws:lookoutmetrics:eu-west-1:111122223333:Alert:oncall'
    const { Tags } = await worlds[0].client.send(new ListTagsForResourceCommand({ ResourceArn }))
    expect(Tags).toEqual({ maker: String(winner) })
  })
})

/** A store that stops before a write until it is told to go on. */
interface StoppingStore {
  readonly store: ObjectStore
  readonly stopped: Promise<void>
  readonly goOn: () => void
}

function stoppingStore(store: ObjectStore, write: number): StoppingStore {
  const stopped = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  let writes = 0
  return {
    stopped: stopped.promise,
    goOn: goesOn.resolve,
    store: {
      ...store,
      async replace(...change) {
        writes++
        if (writes === write) {
          stopped.resolve()
          await goesOn.promise
        }
        return store.replace(...change)
      },
    },
  }
}

function keyOf(place: number): string {
  return `arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-00000000000${place}`
}

function detector(name: string, kmsKey?: string): CreateAnomalyDetectorCommand {
  return new CreateAnomalyDetectorCommand({
    AnomalyDetectorName: name,
    AnomalyDetectorConfig: { AnomalyDetectorFrequency: 'PT1H' },
    ...(kmsKey !== undefined && { KmsKeyArn: kmsKey }),
  })
}

function dataset(MetricSetName: string): CreateMetricSetCommand {
  return new CreateMetricSetCommand({
    ...DETECTOR,
    MetricSetName,
    MetricList: [{ MetricName: 'views', AggregationFunction: 'SUM' }],
    TimestampColumn: { ColumnName: 'timestamp', ColumnFormat: 'UNIX' },
    MetricSource: {
      S3SourceConfig: {
        RoleArn: ROLE,
        TemplatedPathList: ['s3://acme/live/{{yyyyMMdd}}/{{HHmm}}'],
        FileFormatDescriptor: { JsonFormatDescriptor: { FileCompression: 'NONE', Charset: 'UTF-8' } },
      },
    },
  })
}

function alert(Tags: Record<string, string>): CreateAlertCommand {
  return new CreateAlertCommand({
    ...DETECTOR,
    AlertName: 'oncall',
    Action: { LambdaConfiguration: { RoleArn: ROLE, LambdaArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' } },
    Tags,
  })
}
