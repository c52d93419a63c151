import { notifierProblems, type NotifierSettings } from '../../../spec/notifier.ts'
import { NotifierError } from './notifier-error.ts'

/** What a service's secret holds. */
export interface ServiceSecret {
  /** URL of the webhook, or key of the service. */
  readonly value: string
  /** Webhook: signs requests. */
  readonly signingKey?: string
  /** Webhook: headers that are secret, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * What a notifier needs of the text of its secret: all of it, or a field of its JSON object. A webhook's may be an object of
 * `url`, `signingKey` and `headers`.
 *
 * @throws {NotifierError} SECRET_UNUSABLE
 */
export function readServiceSecret(text: string, settings: NotifierSettings): ServiceSecret {
  const { service, secret, secretField } = settings
  const unusable = (expected: string): NotifierError => new NotifierError({ code: 'SECRET_UNUSABLE', secret, expected })
  const value = secretField === undefined ? text : fieldOf(text, secretField)
  if (value === null) throw unusable(`a JSON object with the text field "${secretField}"`)
  switch (service) {
    case 'slack':
      return { value: url(value, unusable('the https URL of an incoming webhook')) }
    case 'pagerduty':
      return { value: key(value, unusable('the integration key of a service (32 characters)')) }
    case 'datadog':
      return { value: key(value, unusable('an API key')) }
    case 'webhook':
      return webhookSecret(value, unusable('an https URL, or a JSON object of url, signingKey and headers'))
  }
}

/** Every text that must not appear in a log, the longest first: of a URL the path too, which is its password. */
export function secretTexts({ value, signingKey = '', headers = {} }: ServiceSecret): readonly string[] {
  const { pathname, search } = URL.canParse(value) ? new URL(value) : { pathname: '', search: '' }
  return [value, pathname + search, pathname, signingKey, ...Object.values(headers)]
    .filter((text) => text.length > 3)
    .toSorted((a, b) => b.length - a.length)
}

function webhookSecret(text: string, error: NotifierError): ServiceSecret {
  if (!text.trimStart().startsWith('{')) return { value: url(text, error) }
  const { url: address, signingKey, headers } = objectOf(text) ?? {}
  const isMap = typeof headers === 'object' && headers !== null && !Array.isArray(headers)
  if (typeof address !== 'string' || (signingKey !== undefined && typeof signingKey !== 'string')) throw error
  if (headers !== undefined && !(isMap && Object.values(headers).every((one) => typeof one === 'string'))) throw error
  const texts = (headers ?? {}) as Readonly<Record<string, string>>
  if (notifierProblems('webhook', { headers: texts }).length > 0) throw error
  return { value: url(address, error), ...(signingKey !== undefined && { signingKey }), headers: texts }
}

function url(text: string, error: NotifierError): string {
  if (!URL.canParse(text.trim())) throw error
  return text.trim()
}

function key(text: string, error: NotifierError): string {
  if (!/^[\x21-\x7e]+$/.test(text.trim())) throw error
  return text.trim()
}

function fieldOf(text: string, name: string): string | null {
  const value = objectOf(text)?.[name]
  return typeof value === 'string' ? value : null
}

function objectOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
  } catch {
    return null
  }
}
