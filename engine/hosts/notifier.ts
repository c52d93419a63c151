import { setTimeout as sleep } from 'node:timers/promises'
import { parseArn } from '../../spec/arn.ts'
import { readNotifierEnvironment, type NotifierProblem, type NotifierSettings } from '../../spec/notifier.ts'
import {
  DeliveryError,
  NotifierError,
  readAlert,
  readServiceSecret,
  secretTexts,
  sendToService,
  serviceRequest,
  type SentToService,
  type ServiceSecret,
} from '../alerts/services/index.ts'

/** How long a secret is used before it is read again, milliseconds: a rotated one is taken up within this time. */
const SECRET_AGE_MS = 5 * 60_000

/** What Lambda tells of an invocation; the part that is used. */
export interface NotifierInvocation {
  readonly awsRequestId: string
  readonly getRemainingTimeInMillis: () => number
}

/** What the notifier works with. */
export interface NotifierWorld {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The current version of a secret's text. */
  readonly readSecret: (arn: string) => Promise<string>
  readonly fetch: typeof fetch
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** At least 0, below 1. */
  readonly random: () => number
  /** Takes a line of the log: JSON without its end. */
  readonly writeLine: (line: string) => void
}

/** A function that tells one service of alerts, as a Lambda function's handler. */
export type Notifier = (event: unknown, invocation: NotifierInvocation) => Promise<SentToService>

/**
 * A notifier: takes the JSON of an alert and tells a service of it. It keeps the secret for some minutes, reads it anew when
 * the service refuses, and tries again within the time of the function. An error means that the alert was not delivered;
 * Lambda then repeats the event, and the service drops what it knows already.
 */
export function createNotifier(world: NotifierWorld): Notifier {
  let kept: { readonly secret: ServiceSecret; readonly text: string; readonly readAt: number } | null = null

  async function secretOf(settings: NotifierSettings, oldest: number): Promise<ServiceSecret> {
    if (kept !== null && kept.readAt >= oldest) return kept.secret
    const text = await world.readSecret(settings.secret).catch((cause: unknown) => {
      // The error of the SDK names no secret value; what it names is what its reader needs.
      const reason = cause instanceof Error ? `${cause.name}: ${cause.message}`.replace(/\.$/, '') : String(cause)
      throw new NotifierError({ code: 'SECRET_UNREADABLE', secret: settings.secret, reason })
    })
    kept = { secret: readServiceSecret(text, settings), text, readAt: world.now() }
    return kept.secret
  }

  return async (event, invocation) => {
    const { now } = world
    const startedAt = now()
    const deadline = startedAt + invocation.getRemainingTimeInMillis()
    const log = logger(world, invocation.awsRequestId)
    let about: Readonly<Record<string, unknown>> = {}
    try {
      const settings = settingsOf(world.environment)
      const alert = readAlert(event)
      about = { service: settings.service, alert: alert.alertName, alertEventId: alert.alertEventId }
      const send = async (secret: ServiceSecret): Promise<SentToService> =>
        sendToService(settings.service, () => serviceRequest(alert, settings, secret, now()), {
          ...world,
          deadline,
          onRetry: (attempt, error, waitMs) =>
            log('warn', 'retry', { ...about, attempt, waitMs, reason: redacted(error.message, secret) }),
        }).catch((error: unknown) => {
          throw withoutSecrets(error, settings, secret)
        })
      const secret = await secretOf(settings, startedAt - SECRET_AGE_MS)
      const sent = await send(secret).catch(async (error: unknown) => {
        // The key may have been rotated since it was read.
        if (!isRefusal(error) || kept === null || kept.readAt >= startedAt) throw error
        const before = kept.text
        const newer = await secretOf(settings, startedAt)
        if (kept.text === before) throw error
        return send(newer)
      })
      log('info', 'delivered', { ...about, ...sent, durationMs: now() - startedAt })
      return sent
    } catch (error) {
      const { code = 'INTERNAL', message } = error as { code?: string; message: string }
      log('error', 'failed', { ...about, code, message, durationMs: now() - startedAt })
      throw error
    }
  }
}

/** The handler of the notifier function. */
export const handler: Notifier = createNotifier({
  environment: process.env,
  readSecret,
  fetch: async (...request) => fetch(...request),
  now: Date.now,
  sleep,
  random: Math.random,
  writeLine: (line) => void process.stdout.write(`${line}\n`),
})

function settingsOf(environment: NotifierWorld['environment']): NotifierSettings {
  const settings = readNotifierEnvironment(environment)
  if (isProblems(settings)) throw new NotifierError({ code: 'NOTIFIER_SETTINGS', problems: settings })
  return settings
}

function isProblems(settings: NotifierSettings | readonly NotifierProblem[]): settings is readonly NotifierProblem[] {
  return Array.isArray(settings)
}

function isRefusal(error: unknown): boolean {
  return error instanceof NotifierError && error.code === 'SERVICE_REFUSED'
}

/** An answer can repeat what was sent, and the stack of a cause can name an address: neither is passed on. */
function withoutSecrets(error: unknown, { service, secret: name }: NotifierSettings, secret: ServiceSecret): unknown {
  if (error instanceof NotifierError && 'reason' in error.failure) {
    return new NotifierError({ ...error.failure, reason: redacted(error.failure.reason, secret) })
  }
  if (error instanceof DeliveryError) {
    return error.code === 'WEBHOOK_URL_INVALID'
      ? new NotifierError({
          code: 'SECRET_UNUSABLE',
          secret: name,
          expected: 'an https URL without user name and password',
        })
      : new NotifierError({
          code: 'SERVICE_REFUSED',
          service,
          reason: redacted(error.message, secret),
          attempts: 0,
        })
  }
  return error
}

function redacted(text: string, secret: ServiceSecret): string {
  let shown = text
  for (const hidden of secretTexts(secret)) shown = shown.replaceAll(hidden, '***')
  return shown
}

function logger(
  { writeLine, now }: NotifierWorld,
  requestId: string,
): (level: string, message: string, data: Readonly<Record<string, unknown>>) => void {
  return (level, event, data) =>
    writeLine(JSON.stringify({ timestamp: new Date(now()).toISOString(), level, requestId, event, ...data }))
}

/** The version is named, because the role may read no other. */
async function readSecret(arn: string): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const region = parseArn(arn)?.region
  const client = new SecretsManagerClient({ ...(region !== undefined && { region }) })
  try {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: 'AWSCURRENT' }),
      { abortSignal: AbortSignal.timeout(10_000) },
    )
    if (SecretString === undefined) throw new Error('it is binary, where a text is needed')
    return SecretString
  } finally {
    client.destroy()
  }
}
