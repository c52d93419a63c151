import { serviceHost, type AwsPlace } from '../../../spec/arn.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'
import type { StackRequest } from './stack-request.ts'

/** What became of a stack's request. */
export type StackOutcome =
  | { readonly status: 'SUCCESS'; readonly physicalId: string; readonly data: Readonly<Record<string, string>> }
  | { readonly status: 'FAILED'; readonly physicalId: string; readonly reason: string }

/** Pauses before the next attempts to answer, milliseconds. */
const PAUSES_MS = [500, 2_000, 5_000] as const

/** An answer has 4,096 bytes at most: so many characters of it may be a reason or data. */
const MOST_TEXT = 1_200

/**
 * Refuses an address that CloudFormation does not give: whoever may invoke the function could have it call any other.
 *
 * @throws {HostError} STACK_ADDRESS_REFUSED
 */
export function checkAddress(
  { responseUrl }: Pick<StackRequest, 'responseUrl'>,
  place: AwsPlace,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const url = URL.canParse(responseUrl) ? new URL(responseUrl) : null
  const domain = serviceHost(place, 's3').split('.').slice(2).join('.')
  const isBucket =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    /^cloudformation-custom-resource-response-[a-z0-9-]+\.s3(?:[.-][a-z0-9-]+(?:\.[a-z0-9-]+)*)?$/.test(
      url.hostname.slice(0, -domain.length - 1),
    ) &&
    url.hostname.endsWith(`.${domain}`)
  // An emulator of AWS answers for all of its services at one address.
  const emulator = env['AWS_ENDPOINT_URL']
  const isEmulator = emulator !== undefined && URL.canParse(emulator) && url?.origin === new URL(emulator).origin
  if (!isBucket && !isEmulator) throw new HostError({ code: 'STACK_ADDRESS_REFUSED', host: url?.host ?? 'no address' })
}

/**
 * Tells CloudFormation what became of its request.
 *
 * @throws {HostError} STACK_UNREACHABLE
 */
export async function answerStack(
  request: StackRequest,
  outcome: StackOutcome,
  { fetch, sleep }: Pick<Invocation, 'fetch' | 'sleep'>,
): Promise<void> {
  const body = JSON.stringify({
    Status: outcome.status,
    PhysicalResourceId: outcome.physicalId,
    StackId: request.stackId,
    RequestId: request.requestId,
    LogicalResourceId: request.logicalId,
    ...(outcome.status === 'FAILED' ? { Reason: short(outcome.reason) } : { Data: outcome.data }),
  })
  for (const pause of [...PAUSES_MS, null]) {
    const { status, cause } = await put(request.responseUrl, body, fetch)
    if (status === 'sent') return
    if (pause === null) throw new HostError({ code: 'STACK_UNREACHABLE', status }, { cause })
    await sleep(pause)
  }
}

async function put(
  url: string,
  body: string,
  fetch: Invocation['fetch'],
): Promise<{ readonly status: string; readonly cause?: unknown }> {
  try {
    // The address is signed without a content type: any other than none is refused.
    const answer = await fetch(url, {
      method: 'PUT',
      body: new TextEncoder().encode(body),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    })
    await answer.arrayBuffer()
    return { status: answer.ok ? 'sent' : `HTTP ${answer.status}` }
  } catch (cause) {
    return { status: 'no connection', cause }
  }
}

function short(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)} ... (the log of the engine has all of it)`
}
