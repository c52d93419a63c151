import { Token } from 'cdktf'
import { isPlainObject, knownPart, lateDraft, propertyPath, type Draft, type Path } from '../../plans/index.ts'
import { formatArn, type AwsPlace } from '../../spec/index.ts'
import { refuse } from './refuse.ts'

/**
 * Values of arguments that Terraform knows only when it applies: CDKTF's tokens. Plans are made with texts that stand for them and have their
 * form; what comes of a plan gets the tokens back, so that Terraform puts the values into policies, declarations and names.
 */
export interface LateValues {
  /** An argument with texts in place of its tokens. */
  readonly hide: <T>(value: T) => T
  /** What comes of a plan, with the tokens in their places; other text is escaped, so that Terraform reads none of it as an expression. */
  readonly restore: <T>(value: T) => T
  /** The text that stands for a token. */
  readonly standIn: (token: string, key: string) => string
}

/**
 * Keeps the late values of one construct.
 *
 * @param what - type and id of the construct, for errors
 * @param place - where it is deployed to; ARNs that are not known are taken for ARNs of this place
 * @param account - token of the account; undefined where it is known
 */
export function keepLateValues(what: string, place: AwsPlace, account: string | undefined): LateValues {
  const texts = new Map<string, string>()
  const tokens = new Map<string, string>()
  const paths = new Map<string, string>()
  const standIn = (token: string, key: string, path = key): string => {
    const same = `${key} ${token}`
    const known = texts.get(same)
    if (known !== undefined) return known
    const mark = `c0ffee0${tokens.size.toString(16).padStart(4, '0')}0`
    const text = formed(place, key, mark)
    texts.set(same, text)
    tokens.set(text, token)
    paths.set(mark, path)
    return text
  }
  const hide = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return hideText(value, path)
    if (Array.isArray(value)) {
      return Token.isUnresolved(value) ? value : value.map((item, index) => hide(item, [...path, index]))
    }
    if (!isPlainObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, hide(part, [...path, key])]))
  }
  const hideText = (value: string, path: Path): string => {
    const key = keyOf(path)
    if (ONLY_A_TOKEN.test(value)) return standIn(value, key, propertyPath(path))
    return value.replaceAll(TOKENS, (token) => standIn(token, '', propertyPath(path)))
  }
  const restore = (value: unknown): unknown => {
    if (typeof value === 'string') return restoreText(value)
    if (Array.isArray(value)) return value.map(restore)
    if (!isPlainObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [restoreText(key), restore(part)]))
  }
  const restoreText = (value: string): string => {
    // Keys of policies and texts of specs may hold what Terraform would take for an expression: IAM's variables look like it.
    let text = value.replaceAll(/\$\{(?!TfToken\[)/g, '$$$${').replaceAll('%{', '%%{')
    for (const [hidden, token] of tokens) text = text.replaceAll(hidden, token)
    const [, left] = LEFT_OVER.exec(text) ?? []
    if (left !== undefined) {
      const reason =
        'It is known only when Terraform applies, and a part of it is needed before. Write it as text, as it is or will be.'
      refuse(what, [{ path: paths.get(left) ?? left, reason }])
    }
    return account === undefined ? text : text.replaceAll(UNKNOWN_ACCOUNT_TEXT, account)
  }
  return {
    hide: <T>(value: T) => hide(value, []) as T,
    restore: <T>(value: T) => restore(value) as T,
    standIn: (token, key) => standIn(token, key),
  }
}

/** Stands for an account that is not known at synthesis: no one's, as far as anyone can tell. */
export const UNKNOWN_ACCOUNT = '271828182845'

const UNKNOWN_ACCOUNT_TEXT = new RegExp(`(?<!\\d)${UNKNOWN_ACCOUNT}(?!\\d)`, 'g')
const TOKENS = /\$\{TfToken\[[^\]]+\]\}/g
const ONLY_A_TOKEN = /^\$\{TfToken\[[^\]]+\]\}$/
const LEFT_OVER = /(c0ffee0[0-9a-f]{4}0)/

/** Whether a value is known only when Terraform applies. */
export function isLate(value: unknown): boolean {
  return Token.isUnresolved(value)
}

/** The part of an argument that is known at synthesis; in lists the rest leaves undefined, so that indexes stay. */
export function knownOf(value: unknown): unknown {
  return knownPart(value, isLate)
}

/** An argument as a draft: what is known at synthesis, and where the rest is. */
export function draftOf(value: unknown): Draft {
  return lateDraft(value, isLate)
}

/** Where values stand that are neither known nor text: they cannot be put into a policy or a declaration. */
export function lateOthers(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value === 'string') return []
  if (isLate(value)) return [path]
  if (Array.isArray(value)) return value.flatMap((item, index) => lateOthers(item, [...path, index]))
  if (!isPlainObject(value)) return []
  return Object.entries(value).flatMap(([key, part]) => lateOthers(part, [...path, key]))
}

/** The name that tells what a value is: that of its list for an item, `topicKeyArns` for a key of it. */
function keyOf(path: Path): string {
  if (path.includes('topicKeyArns')) return 'topicKeyArn'
  return path.findLast((part): part is string => typeof part === 'string') ?? ''
}

/** A text of the form that plans and checks ask of an argument. */
function formed({ partition, region, account }: AwsPlace, key: string, mark: string): string {
  const arn = (service: string, resource: string, where = region): string =>
    formatArn({ partition, service, region: where, account, resource })
  const name = `late-${mark}`
  switch (key) {
    case 'topic':
      return arn('sns', name)
    case 'function':
    case 'functionArn':
      return arn('lambda', `function:${name}`)
    case 'keyArn':
    case 'dataKeyArn':
    case 'bucketKeyArn':
    case 'resultsKeyArn':
    case 'secretKeyArn':
    case 'stateKeyArn':
    case 'logKeyArn':
    case 'topicKeyArn':
      return arn('kms', `key/${name}`)
    case 'role':
    case 'roleArn':
    case 'schedulerRoleArn':
      return arn('iam', `role/${name}`, '')
    case 'permissionsBoundary':
      return arn('iam', `policy/${name}`, '')
    case 'deadLetterQueueArn':
      return arn('sqs', name)
    case 'secret':
      return arn('secretsmanager', `secret:AmazonLookoutMetrics-${name}`)
    case 'subnetIds':
      return `subnet-00000${mark}`
    case 'securityGroupIds':
      return `sg-00000${mark}`
    case 'rolePath':
      return `/${name}/`
    // Twelve digits, of which the last tell one from another.
    case 'account':
    case 'bucketAccount':
    case 'dataAccount':
    case 'subnetAccount':
      return `31415926${Number.parseInt(mark.slice(7, 11), 16).toString().padStart(4, '0')}`
    default:
      return name
  }
}
