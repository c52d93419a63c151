import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from 'vitest'
import { callRecorder, OPERATIONS, OperationUnmapped, type SdkCall } from '../../policies/prove/index.ts'
import { RECORDED_CALLS, type RecordedCall, type RecordedRole } from './recorded-calls.ts'

/** Credentials as any AWS SDK client takes them. */
export interface TestCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Who a test's credentials stand for; both may still change until the first call. */
export interface RecordedIdentity {
  role: RecordedRole
  /** What the test calls by names of its own, by the name in the record. */
  names: Readonly<Record<string, string>>
  /** Below this prefix the test makes keys of any kind: the record has one that stands for all. */
  anyBelow?: string
}

/** Credentials of a test itself, for what it prepares and looks at; the engine must not use them. */
export const OF_THE_TEST: TestCredentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** Credentials for calls of the engine that belong to no role, because the test uses it as no deployment does. */
export const UNRECORDED: TestCredentials = { accessKeyId: 'unrecorded', secretAccessKey: 'test' }

/** Credentials that stand for a role: what is called with them is recorded as that role's. */
export function credentialsOf(identity: RecordedIdentity): TestCredentials {
  const accessKeyId = `recorded-${identities.size}`
  identities.set(accessKeyId, identity)
  return { accessKeyId, secretAccessKey: 'test' }
}

/**
 * Records every call that any AWS SDK client makes while the tests of a file run, and expects them to be those of the record
 * in test/golden/recorded-calls; with RECORD=1 in the environment it writes the record instead.
 *
 * @param file - of the tests, their `import.meta.filename`
 * @param chance - operations that depend on who wins a race; they are recorded, but nothing is expected of them
 */
export function recordCalls(file: string, chance: readonly string[] = []): void {
  beforeAll(() => {
    patchClients()
    recording = true
    calls.clear()
    failures.length = 0
  })
  // oxlint-disable-next-line no-empty-pattern -- vitest takes the first argument for fixtures
  afterAll(async ({}, suite) => {
    recording = false
    expect(failures).toEqual([])
    const path = join(RECORDED_CALLS, `${basename(file, '.test.ts')}.json`)
    const found = [...calls.keys()].toSorted()
    if (process.env['RECORD'] === '1') {
      mkdirSync(RECORDED_CALLS, { recursive: true })
      const { format } = await import('prettier')
      const text = await format(`[${found.join(',')}]`, { parser: 'json', printWidth: 120 })
      if (found.length > 0) writeFileSync(path, text)
      return
    }
    if (testsOf(suite).some(({ mode }) => mode !== 'run')) return
    const golden = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly RecordedCall[]) : []
    // With RECORD=1 the new calls become the record, and `npm run prove` shows whether the policies allow them.
    expect(certain([...calls.values()], chance)).toEqual(certain(golden, chance))
  })
}

function certain(list: readonly RecordedCall[], chance: readonly string[]): readonly string[] {
  return list
    .filter(({ operation }) => !chance.includes(operation))
    .map((call) => JSON.stringify(call))
    .toSorted()
}

const identities = new Map<string, RecordedIdentity>()
const calls = new Map<string, RecordedCall>()
const failures: string[] = []

interface AnyClient {
  readonly config: { readonly credentials: () => Promise<TestCredentials> }
  readonly middlewareStack: { use(plugin: ReturnType<typeof callRecorder>): void }
  send(...args: unknown[]): unknown
}

let patched = false
let recording = false

/** The class that all clients extend: no client can be forgotten. */
function patchClients(): void {
  if (patched) return
  patched = true
  const base = Object.getPrototypeOf(S3Client.prototype) as AnyClient
  const seen = new WeakSet<AnyClient>()
  const { send } = base
  base.send = function (this: AnyClient, ...args) {
    if (recording && !seen.has(this)) {
      seen.add(this)
      const from = new Error('made here').stack ?? ''
      this.middlewareStack.use(callRecorder((call) => note(this, call, from)))
    }
    return send.apply(this, args)
  }
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50)
}

async function note(client: AnyClient, call: SdkCall, from: string): Promise<void> {
  if (!recording) return
  const { accessKeyId } = await client.config.credentials().catch(() => UNRECORDED)
  if (accessKeyId === UNRECORDED.accessKeyId) return
  const identity = identities.get(accessKeyId)
  if (identity === undefined) {
    if (/[\\/]engine[\\/](?!.*\.test\.ts)(?<!test[\\/]engine[\\/])/.test(from)) {
      fail(`${call.service}.${call.operation}: the engine uses the test's own credentials; give it those of a role`)
    }
    return
  }
  const operation = `${call.service}.${call.operation}`
  if (!Object.hasOwn(OPERATIONS, operation)) fail(new OperationUnmapped(operation).message)
  const recorded = { role: identity.role, ...call, input: stable(call.input, identity) as SdkCall['input'] }
  calls.set(JSON.stringify(recorded), recorded)
}

function fail(message: string): never {
  failures.push(message)
  throw new Error(message)
}

/** What no policy looks at, or what differs from run to run. */
const UNSEEN = new Set([
  'Body',
  'Payload',
  'Message',
  'Subject',
  'Metadata',
  'ContinuationToken',
  'StartAfter',
  'Range',
  'Sql',
  'Parameters',
  'QueryString',
  'ExecutionParameters',
  'NextToken',
  'StartTime',
  'EndTime',
  'MetricDataQueries',
  'Namespace',
  'MetricName',
  'Dimensions',
])

function stable(value: unknown, identity: RecordedIdentity, field = ''): unknown {
  const { names, anyBelow } = identity
  if (typeof value === 'string') {
    let text = value
    for (const [name, own] of Object.entries(names)) text = text.replaceAll(own, name)
    if (/^(Key|Prefix)$/.test(field) && anyBelow !== undefined && text.startsWith(anyBelow)) {
      return text === anyBelow ? text : `${anyBelow}any`
    }
    // Ids that a service makes for queries.
    if (/^(Id|QueryExecutionId)$/.test(field)) return text.replace(/^[0-9a-f-]{36}$/, '0')
    if (/^If(None)?Match$/.test(field)) return text === '*' ? text : '"0"'
    return /^(Key|Prefix|MessageDeduplicationId|MessageGroupId)$/.test(field)
      ? text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,}|\d+/g, '0')
      : text
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => part !== undefined && !UNSEEN.has(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, stable(part, identity, key)]),
  )
}

interface Suite {
  readonly tasks: readonly (Suite | { readonly mode: string })[]
}

function testsOf(suite: unknown): readonly { readonly mode: string }[] {
  const { tasks } = suite as Suite
  return tasks.flatMap((task) => ('tasks' in task ? testsOf(task) : [task]))
}
