import { randomUUID } from 'node:crypto'
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { policiesFor, type EnginePlace, type Role } from '../../../policies/index.ts'
import { withDefaults, type AlertSpec, type DetectorSpec } from '../../../spec/index.ts'
import type { Sandbox } from '../../engine/run/sandbox.ts'
import type { EmulatorOptions } from '../aws.ts'

/** What a deployment needs around the engine, on an emulator. */
export interface Surroundings {
  readonly place: EnginePlace
  readonly dataBucket: string
  readonly topic: string
  /** Alerts that arrived at a queue since the last call of this: their messages. */
  received(): Promise<readonly string[]>
}

/** Makes buckets, a topic with a queue, and uploads the files of a sandbox as data. */
export async function surroundings(
  options: EmulatorOptions,
  account: string,
  sandbox: Pick<Sandbox, 'folder'>,
): Promise<Surroundings> {
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const id = randomUUID().slice(0, 8)
  const dataBucket = `metrics-${id}`
  const stateBucket = `crowsnest-state-${id}`
  for (const Bucket of [dataBucket, stateBucket]) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const path of globSync('**/*', { cwd: sandbox.folder })) {
    const file = join(sandbox.folder, path)
    if (!statSync(file).isFile()) continue
    const Key = path.replaceAll('\\', '/')
    await s3.send(new PutObjectCommand({ Bucket: dataBucket, Key, Body: readFileSync(file) }))
  }
  const { topic, received } = await topicWithQueue(options, `oncall-${id}`)
  return {
    place: {
      partition: 'aws',
      region: options.region,
      account,
      engine: `e${id}`,
      stateBucket,
      statePrefix: 'engine',
    },
    dataBucket,
    topic,
    received,
  }
}

/** A spec as it is declared, with the roles that are generated for it. */
export interface DeployedSpec {
  readonly spec: DetectorSpec
  readonly roles: readonly Role[]
}

/** Gives a spec its roles, as the components do. */
export function withRoles(spec: DetectorSpec, place: EnginePlace): DeployedSpec {
  const { roles } = policiesFor(withDefaults(spec), place)
  const dataset = roles.find(({ kind }) => kind === 'dataset')
  const ofAlert = ({ name }: AlertSpec) => roles.find(({ alert }) => alert === name)
  return {
    roles,
    spec: {
      ...spec,
      dataset: { ...spec.dataset, ...(dataset && { role: dataset.arn }) },
      alerts: (spec.alerts ?? []).map((alert) => {
        const role = ofAlert(alert)
        return { ...alert, ...(role && { role: role.arn }) }
      }),
    },
  }
}

/** A sandbox's detector with its data in S3 and an alert to the topic, as a person would write it. */
export function specOn({ spec }: Pick<Sandbox, 'spec'>, { dataBucket, topic }: Surroundings): DetectorSpec {
  return {
    ...spec,
    dataset: {
      ...spec.dataset,
      source: {
        s3: {
          historical: `s3://${dataBucket}/history.csv`,
          continuous: `s3://${dataBucket}/live/{{yyyyMMdd}}/{{HHmm}}`,
          format: { csv: {} },
        },
      },
    },
    alerts: [
      { name: 'oncall', threshold: 50, channel: { sns: { topic } } },
      { name: 'line', threshold: 50, channel: { log: {} } },
    ],
  }
}

/** Writes the declared objects of a detector, as the components do. */
export async function declare(options: EmulatorOptions, place: EnginePlace, spec: DetectorSpec): Promise<void> {
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const { dataset, alerts = [], ...detector } = spec
  const objects = {
    'detector.json': detector,
    'dataset.json': dataset,
    ...Object.fromEntries(alerts.map((alert) => [`alerts/${alert.name}.json`, alert])),
  }
  for (const [name, value] of Object.entries(objects)) {
    const Key = `${place.statePrefix}/detectors/${spec.detector}/${name}`
    await s3.send(new PutObjectCommand({ Bucket: place.stateBucket, Key, Body: JSON.stringify(value) }))
  }
}

/** Keys of the state bucket below a prefix. */
export async function stateKeys(
  options: EmulatorOptions,
  place: EnginePlace,
  prefix: string,
): Promise<readonly string[]> {
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  const Prefix = `${place.statePrefix}/${prefix}`
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: place.stateBucket, Prefix }))
  return Contents.map(({ Key }) => Key!.slice(Prefix.length))
}

async function topicWithQueue(
  options: EmulatorOptions,
  name: string,
): Promise<Pick<Surroundings, 'topic' | 'received'>> {
  const sns = new SNSClient(options)
  const sqs = new SQSClient(options)
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
  const queue = topic.replace(':sns:', ':sqs:')
  const policy = queuePolicy(queue, topic)
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy: policy } }))
  await sns.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue }))
  return {
    topic,
    async received() {
      const messages: string[] = []
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
        )
        if (Messages.length === 0) return messages
        // Else they come again after half a minute.
        for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        messages.push(...Messages.map(({ Body }) => (JSON.parse(Body!) as { readonly Message: string }).Message))
      }
    },
  }
}

function queuePolicy(queue: string, topic: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': topic } },
      },
    ],
  })
}
