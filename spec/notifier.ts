/** Services that the notifier function speaks to. */
export const NOTIFIER_SERVICES = ['slack', 'pagerduty', 'datadog', 'webhook'] as const

/** A service that the notifier function speaks to. */
export type NotifierService = (typeof NOTIFIER_SERVICES)[number]

/** Datadog's sites. https://docs.datadoghq.com/getting_started/site/ */
export const DATADOG_SITES = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'datadoghq.eu',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'ddog-gov.com',
  'us2.ddog-gov.com',
] as const

/** What can be said about a service beside its secret. None of it is secret. */
export interface NotifierOptions {
  /** Slack: whom a message names: `here`, `channel`, the id of a user (`U...`) or of a user group (`S...`). */
  readonly mention?: string
  /** PagerDuty: where the account lives, `us` (default) or `eu`. */
  readonly serviceRegion?: string
  /** Datadog: one of `DATADOG_SITES`; default `datadoghq.com`. */
  readonly site?: string
  /** Datadog: tags of every event, beside the notifier's own. */
  readonly tags?: Readonly<Record<string, string>>
  /** Webhook: headers of every request. */
  readonly headers?: Readonly<Record<string, string>>
  /** PagerDuty and Datadog: address in place of the service's own, such as a gateway's. */
  readonly endpoint?: string
}

/** Everything that a notifier function is told. */
export interface NotifierSettings {
  readonly service: NotifierService
  /** ARN of the secret with the URL or key. */
  readonly secret: string
  /** Field of the secret's JSON object that holds it; the secret's whole text without. */
  readonly secretField?: string
  readonly options: NotifierOptions
}

/** What is wrong with a setting, by the path to it. */
export interface NotifierProblem {
  readonly path: string
  readonly reason: string
}

const OPTIONS_OF: Readonly<Record<NotifierService, readonly (keyof NotifierOptions)[]>> = {
  slack: ['mention'],
  pagerduty: ['serviceRegion', 'endpoint'],
  datadog: ['site', 'tags', 'endpoint'],
  webhook: ['headers'],
}

/** Headers that the notifier writes itself, or that would change how the request is read. */
const OWN_HEADERS = /^(content-(length|type|encoding)|host|connection|transfer-encoding|idempotency-key|webhook-.*)$/i

/** All that is wrong with the options of a service; empty when nothing is. */
export function notifierProblems(service: NotifierService, options: NotifierOptions): readonly NotifierProblem[] {
  const known = OPTIONS_OF[service]
  const strangers = Object.keys(options).filter((name) => !known.includes(name as keyof NotifierOptions))
  return [
    ...strangers.map((path) => ({ path, reason: `${service} has no such option. It has ${known.join(', ')}.` })),
    ...mentionProblems(options),
    ...placeProblems(options),
    ...tagProblems(options.tags ?? {}),
    ...headerProblems(options.headers ?? {}),
  ]
}

/** The environment of a notifier function. */
export function notifierEnvironment({
  service,
  secret,
  secretField,
  options,
}: NotifierSettings): Readonly<Record<string, string>> {
  return {
    CROWSNEST_SERVICE: service,
    CROWSNEST_SECRET: secret,
    ...(secretField !== undefined && { CROWSNEST_SECRET_FIELD: secretField }),
    ...(Object.keys(options).length > 0 && { CROWSNEST_OPTIONS: JSON.stringify(options) }),
  }
}

/**
 * The settings that an environment holds: the opposite of `notifierEnvironment`.
 *
 * @returns the settings, or what is wrong with them, by the names of variables
 */
export function readNotifierEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): NotifierSettings | readonly NotifierProblem[] {
  const { CROWSNEST_SERVICE, CROWSNEST_SECRET, CROWSNEST_SECRET_FIELD, CROWSNEST_OPTIONS = '{}' } = environment
  const service = NOTIFIER_SERVICES.find((one) => one === CROWSNEST_SERVICE)
  const options = readOptions(CROWSNEST_OPTIONS)
  const problems: readonly NotifierProblem[] = [
    ...(service === undefined
      ? [{ path: 'CROWSNEST_SERVICE', reason: `must be one of ${NOTIFIER_SERVICES.join(', ')}.` }]
      : []),
    ...(CROWSNEST_SECRET === undefined || CROWSNEST_SECRET === ''
      ? [{ path: 'CROWSNEST_SECRET', reason: 'must be the ARN of a secret.' }]
      : []),
    ...(options === null ? [{ path: 'CROWSNEST_OPTIONS', reason: 'must be a JSON object of options.' }] : []),
    ...(service === undefined || options === null
      ? []
      : notifierProblems(service, options).map(({ path, reason }) => ({ path: `CROWSNEST_OPTIONS.${path}`, reason }))),
  ]
  if (problems.length > 0) return problems
  return {
    service: service!,
    secret: CROWSNEST_SECRET!,
    ...(CROWSNEST_SECRET_FIELD !== undefined && { secretField: CROWSNEST_SECRET_FIELD }),
    options: options!,
  }
}

function readOptions(text: string): NotifierOptions | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const fits = Object.entries(value).every(([name, one]) =>
    name === 'tags' || name === 'headers' ? isTexts(one) : typeof one === 'string',
  )
  return fits ? (value as NotifierOptions) : null
}

function isTexts(map: unknown): boolean {
  return typeof map === 'object' && map !== null && Object.values(map).every((one) => typeof one === 'string')
}

function mentionProblems({ mention }: NotifierOptions): readonly NotifierProblem[] {
  if (mention === undefined || /^(here|channel|[UWS][A-Z0-9]{2,20})$/.test(mention)) return []
  return [
    {
      path: 'mention',
      reason: `"${mention}" is nobody that a message can name. Use here, channel, or the id of a user (U...) or user group (S...).`,
    },
  ]
}

function placeProblems({ serviceRegion, site, endpoint }: NotifierOptions): readonly NotifierProblem[] {
  return [
    ...(serviceRegion === undefined || /^(us|eu)$/.test(serviceRegion)
      ? []
      : [{ path: 'serviceRegion', reason: `"${serviceRegion}" is not a region of PagerDuty. Use us or eu.` }]),
    ...(site === undefined || DATADOG_SITES.some((one) => one === site)
      ? []
      : [{ path: 'site', reason: `"${site}" is not a site of Datadog. Use one of ${DATADOG_SITES.join(', ')}.` }]),
    ...(endpoint === undefined || isSafeUrl(endpoint)
      ? []
      : [{ path: 'endpoint', reason: 'must be an https URL without user name and password.' }]),
  ]
}

function tagProblems(tags: Readonly<Record<string, string>>): readonly NotifierProblem[] {
  return Object.entries(tags).flatMap(([name, value]) =>
    /^[a-z][a-z0-9_./-]*$/i.test(name) && /^[^\s,]+$/.test(value) && name.length + value.length < 200
      ? []
      : [
          {
            path: `tags.${name}`,
            reason:
              'A tag of Datadog is 200 characters at most; its name begins with a letter and has letters, digits and _-./ and its value no spaces and commas.',
          },
        ],
  )
}

function headerProblems(headers: Readonly<Record<string, string>>): readonly NotifierProblem[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (OWN_HEADERS.test(name)) return [{ path: `headers.${name}`, reason: 'The notifier writes this header itself.' }]
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x20-\x7e]*$/.test(value)) return []
    return [{ path: `headers.${name}`, reason: 'A header has a name without spaces and a value of plain ASCII.' }]
  })
}

/** `https`, or `http` of the machine itself. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && username === '' && password === ''
}
