import { localArn } from '../../spec/index.ts'
import { notifierNames, notifierRole, type EnginePlace, type NotifierNeeds } from '../documents/index.ts'
import type { World } from './call-context.ts'
import { proofKey, serviceAssumes } from './proof-place.ts'
import type { ProofSubject } from './proof-subject.ts'
import type { SdkCall } from './recorder.ts'

/** The roles of the functions that tell services of alerts. */
export function notifierSubjects(place: EnginePlace): readonly ProofSubject[] {
  const secret = localArn(place, 'secretsmanager', 'secret:crowsnest/slack-oncall-a1B2c3')
  const key = proofKey(place, '05ec2e70')
  const needs: NotifierNeeds = { service: 'slack', channel: 'oncall', secret }
  const queue = localArn(place, 'sqs', 'undelivered')
  const topic = localArn(place, 'sns', 'undelivered')
  const [, , , region, account, name] = queue.split(':')
  return [
    subject('notifier of a channel', place, needs),
    subject('notifier, secret with its own key', place, { ...needs, secretKey: key }, [], {
      keys: { [secret]: { key } },
    }),
    subject('notifier, failures to a queue', place, { ...needs, onFailure: queue }, [
      call('SQS', 'SendMessage', { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` }),
    ]),
    subject('notifier, failures to a topic', place, { ...needs, onFailure: topic }, [
      call('SNS', 'Publish', { TopicArn: topic }),
    ]),
  ]
}

function subject(
  title: string,
  place: EnginePlace,
  needs: NotifierNeeds,
  further: readonly SdkCall[] = [],
  world: Partial<World> = {},
): ProofSubject {
  const role = notifierRole(place, needs)
  const names = notifierNames(place, needs)
  const stream = { logGroupName: names.logGroup, logStreamName: '2026/01/01/[$LATEST]0123456789abcdef' }
  return {
    title,
    trust: role.trust,
    documents: role.documents,
    caller: { role: role.arn, session: names.function, sourceFunction: names.functionArn },
    world: { place, ...world },
    recordedAs: ['notifier'],
    planned: [
      call('SecretsManager', 'GetSecretValue', { SecretId: needs.secret, VersionStage: 'AWSCURRENT' }),
      call('CloudWatchLogs', 'CreateLogStream', stream),
      call('CloudWatchLogs', 'PutLogEvents', stream),
      ...further,
    ],
    byService: [],
    assumptions: serviceAssumes(place, role.arn, 'lambda'),
    scopes: [localArn(place, 'logs', `log-group:${names.logGroup}`)],
  }
}

function call(service: string, operation: string, input: SdkCall['input']): SdkCall {
  return { service, operation, input }
}
