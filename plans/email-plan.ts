import { checkChannelName, checkKey, toIamPolicy, topicPolicy } from '../policies/index.ts'
import { localArn, type AwsPlace } from '../spec/index.ts'
import { problemOf, type Problem } from './problem.ts'

/** What must exist for a channel of e-mail. */
export interface EmailPlan {
  readonly topicName: string
  readonly topicArn: string
  /** JSON. */
  readonly topicPolicy: string
}

/** Settings of a channel of e-mail as far as they are known. */
export interface EmailDraft {
  readonly channelName?: string
  readonly addresses?: readonly (string | undefined)[]
  readonly topicKeyArn?: string
  /** Which arguments were given at all, known or not. */
  readonly given: ReadonlySet<string>
}

/** Each has to be confirmed by hand: beyond this, a mailing list is the better address. */
const MOST_ADDRESSES = 100

/** Name of the topic of a channel of e-mail. */
export function emailTopicName(channelName: string): string {
  return `crowsnest-email-${channelName}`
}

/** What must exist for a channel of e-mail: a topic over TLS alone, which roles of the account publish to by their own policies. */
export function planEmail(channelName: string, place: AwsPlace): EmailPlan {
  const topicName = emailTopicName(channelName)
  const topicArn = localArn(place, 'sns', topicName)
  return { topicName, topicArn, topicPolicy: JSON.stringify(toIamPolicy(topicPolicy(place, topicArn, {}))) }
}

/** Everything that is wrong with a channel of e-mail, at once; values not known yet pass. */
export function checkEmail(draft: EmailDraft): readonly Problem[] {
  const { addresses, given } = draft
  return [
    ...problemOf('channelName', draft.channelName, checkChannelName),
    ...problemOf('topicKeyArn', draft.topicKeyArn, (arn) => checkKey({ partition: arn.split(':')[1] ?? '' }, arn)),
    ...(addresses === undefined ? [] : addressProblems('addresses', addresses)),
    ...(given.has('topicKeyArn') && given.has('encrypted')
      ? [{ path: 'encrypted', reason: 'A topic with a key (topicKeyArn) is encrypted. Leave this out.' }]
      : []),
  ]
}

/** What is wrong with a list of addresses of e-mail. */
export function addressProblems(path: string, addresses: readonly (string | undefined)[]): readonly Problem[] {
  const count = addresses.length
  const lower = addresses.map((address) => address?.toLowerCase())
  return [
    ...(count === 0 ? [{ path, reason: 'It is empty. Name at least one address.' }] : []),
    ...(count > MOST_ADDRESSES
      ? [{ path, reason: `There are ${count}. Name ${MOST_ADDRESSES} at most, or a mailing list.` }]
      : []),
    ...addresses.flatMap((address, index) =>
      address === undefined || /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/.test(address)
        ? []
        : [
            {
              path: `${path}[${index}]`,
              reason: `"${address}" is not an address of e-mail. Write name@example.com.`,
            },
          ],
    ),
    ...lower.flatMap((address, index) =>
      address !== undefined && lower.indexOf(address) < index
        ? [{ path: `${path}[${index}]`, reason: `"${addresses[index]}" is there twice. Name it once.` }]
        : [],
    ),
  ]
}
