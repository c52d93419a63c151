import {
  checkChannelName,
  checkedArn,
  checkFailureTarget,
  checkKey,
  checkRolePath,
  checkSecret,
} from '../policies/index.ts'
import { notifierProblems, type AwsPlace, type NotifierOptions, type NotifierService } from '../spec/index.ts'
import { choiceProblems, LOG_RETENTION_DAYS, rangeProblems, roleProblems } from './check-engine.ts'
import type { NotifierPlanSettings } from './notifier-plan.ts'
import { problemOf, type Problem } from './problem.ts'

/** Settings of a channel to a service as far as they are known, with those of its function and its log. */
export interface NotifierDraft extends Partial<Omit<NotifierPlanSettings, 'service' | 'options'>> {
  readonly options?: NotifierOptions
  readonly secretArn?: string
  readonly memorySize?: number
  readonly timeout?: number
  readonly reservedConcurrency?: number
  readonly retries?: number
  readonly architecture?: string
  readonly logRetentionDays?: number
  /** Which arguments were given at all, known or not. */
  readonly given: ReadonlySet<string>
}

/** The argument of each service that holds what its secret is made from. */
export const SECRET_ARGUMENTS: Readonly<Record<NotifierService, string>> = {
  slack: 'webhookUrl',
  pagerduty: 'routingKey',
  datadog: 'apiKey',
  webhook: 'url',
}

/**
 * Everything that is wrong with a channel's settings, at once; values not known yet pass.
 *
 * @param place - where it is known: ARNs of another partition are refused
 */
export function checkNotifier(
  service: NotifierService,
  draft: NotifierDraft,
  place: Partial<AwsPlace> = {},
): readonly Problem[] {
  const at = (arn: string): { readonly partition: string } => ({
    partition: place.partition ?? arn.split(':')[1] ?? '',
  })
  return [
    ...secretProblems(service, draft.given),
    // The tags of Datadog's events have a name of their own here, where `tags` are those of resources.
    ...notifierProblems(service, draft.options ?? {}).map(({ path, reason }) => ({
      path: path.replace(/^tags\b/, 'eventTags'),
      reason,
    })),
    ...problemOf('channelName', draft.channelName, checkChannelName),
    ...problemOf('secretArn', draft.secretArn, (arn) => checkSecret(at(arn), arn)),
    ...problemOf('secretKeyArn', draft.secretKeyArn, (arn) => checkKey(at(arn), arn)),
    ...problemOf('onFailureArn', draft.onFailureArn, (arn) => checkFailureTarget(at(arn), arn)),
    ...roleProblems('roleArn', draft.roleArn, place),
    ...problemOf('rolePath', draft.rolePath, checkRolePath),
    ...problemOf('permissionsBoundary', draft.permissionsBoundary, (arn) =>
      checkedArn(at(arn), arn, 'a managed policy', 'iam::<account>:policy/<name>', /^policy\/[\w+=,.@/-]+$/),
    ),
    ...rangeProblems('memorySize', draft.memorySize, 128, 10_240, 'MB'),
    ...rangeProblems('timeout', draft.timeout, 10, 900, 'seconds'),
    ...rangeProblems('reservedConcurrency', draft.reservedConcurrency, 0, Infinity, 'executions'),
    ...rangeProblems('retries', draft.retries, 0, 2, 'attempts'),
    ...choiceProblems('architecture', draft.architecture, ['arm64', 'x86_64']),
    ...choiceProblems<number>('logRetentionDays', draft.logRetentionDays, LOG_RETENTION_DAYS),
  ]
}

/**
 * What is wrong with the text that a secret is made from; the text itself is not shown.
 *
 * @param text - a URL or a key
 */
export function secretTextProblems(service: NotifierService, text: string): readonly Problem[] {
  const path = SECRET_ARGUMENTS[service]
  if (service === 'slack' || service === 'webhook') {
    const url = URL.canParse(text) ? new URL(text) : null
    if (url?.protocol === 'https:' && url.username === '' && url.password === '') return []
    return [{ path, reason: 'It is not an https URL without user name and password. Take it as the service shows it.' }]
  }
  if (/^[\x21-\x7e]+$/.test(text)) return []
  return [{ path, reason: 'It is empty or has spaces or other characters. Take the key as the service shows it.' }]
}

/** What is wrong with the secret headers of a webhook; their values are not shown. */
export function secretHeaderProblems(headers: Readonly<Record<string, string>>): readonly Problem[] {
  return notifierProblems('webhook', { headers }).map(({ path, reason }) => ({
    path: path.replace(/^headers/, 'secretHeaders'),
    reason,
  }))
}

/** A channel has the value of its secret or the ARN of one that holds it, and what belongs to either. */
function secretProblems(service: NotifierService, given: ReadonlySet<string>): readonly Problem[] {
  const value = SECRET_ARGUMENTS[service]
  const choice = `Give ${value}, from which a secret is made, or secretArn of a secret that exists`
  const isExisting = given.has('secretArn')
  return [
    ...(given.has(value) || isExisting ? [] : [{ path: value, reason: `It is missing. ${choice}.` }]),
    ...(given.has(value) && isExisting ? [{ path: 'secretArn', reason: `There are two. ${choice}, not both.` }] : []),
    ...(given.has('secretField') && !isExisting
      ? [
          {
            path: 'secretField',
            reason: 'It is a field of an existing secret. Name that too (secretArn), or leave this out.',
          },
        ]
      : []),
    ...(given.has('signingKey') && isExisting
      ? [
          {
            path: 'signingKey',
            reason: 'It belongs into the existing secret, as signingKey beside url. Leave it out here.',
          },
        ]
      : []),
    ...(given.has('secretHeaders') && isExisting
      ? [
          {
            path: 'secretHeaders',
            reason: 'They belong into the existing secret, as headers beside url. Leave them out here.',
          },
        ]
      : []),
    ...(given.has('roleArn') && given.has('rolePath')
      ? [{ path: 'rolePath', reason: 'The existing role (roleArn) has a path. Leave this out.' }]
      : []),
  ]
}
