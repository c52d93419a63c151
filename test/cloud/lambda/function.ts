import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { unzipSync } from 'fflate'
import { installRic, NODE_FOLDER } from './ric.ts'
import { startRuntimeApi, type Invoked } from './runtime-api.ts'

/** A function as Lambda would be told of it. */
export interface FunctionOptions {
  /** What is deployed. */
  readonly zip: Uint8Array
  /** Its own environment. */
  readonly environment?: Readonly<Record<string, string>>
  /** Credentials of its role. */
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  readonly functionArn: string
  /** Where AWS answers. */
  readonly endpoint?: string
  /** @default 60,000 */
  readonly timeoutMs?: number
}

/** A function that the real runtime client of Lambda runs in a process of its own. */
export interface LambdaFunction {
  /** Starts the process when there is none; ends it when the time is over, as Lambda does. */
  invoke(event: unknown): Promise<Invoked>
  /** Milliseconds of processor time that the process has used, in steps of ten; Linux alone. */
  processorMs(): number
  /** Lines that the function wrote since the last call of this. */
  log(): readonly string[]
  /** Ends the process at once, as if the machine had failed; the next invocation starts another. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/**
 * Unpacks a function; it is started by its first invocation. Tests call `installRic` before, where there is time for it.
 */
export async function startFunction(options: FunctionOptions): Promise<LambdaFunction> {
  const { zip, functionArn, timeoutMs = 60_000 } = options
  const ric = installRic()
  // Not below the project: it would find its package.json and node_modules.
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-function-'))
  for (const [name, bytes] of Object.entries(unzipSync(zip))) writeFileSync(join(folder, name), bytes)
  const api = await startRuntimeApi({ functionArn, timeoutMs })
  let child: ChildProcess | undefined
  let output = ''

  function note(chunk: Buffer): void {
    output += chunk.toString()
  }

  function start(): void {
    const started = spawn(join(NODE_FOLDER, 'node'), [ric], {
      cwd: folder,
      env: environmentOf(options, folder, api.address),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    started.stdout!.on('data', note)
    started.stderr!.on('data', note)
    started.once('exit', (code, signal) => {
      if (child !== started) return
      child = undefined
      api.fail(new Error(`the function's process ended (${signal ?? code}): ${output.slice(-2000)}`))
    })
  }

  async function kill(): Promise<void> {
    const killed = child
    if (killed === undefined) return
    const ended = new Promise((resolve) => killed.once('exit', resolve))
    killed.kill('SIGKILL')
    await ended
  }

  return {
    async invoke(event) {
      if (child === undefined) start()
      const timer = setTimeout(() => void kill(), timeoutMs)
      try {
        return await api.invoke(event)
      } finally {
        clearTimeout(timer)
      }
    },
    processorMs() {
      const [, , ...fields] = readFileSync(`/proc/${child!.pid}/stat`, 'utf8').split(' ')
      return 10 * (Number(fields[11]) + Number(fields[12]))
    },
    log() {
      const lines = output.split('\n').filter((line) => line !== '')
      output = ''
      return lines
    },
    kill,
    async stop() {
      await kill()
      await api.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What Lambda sets, and nothing of this process. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentOf(
  { environment, credentials, functionArn, endpoint }: FunctionOptions,
  folder: string,
  api: string,
): NodeJS.ProcessEnv {
  const [, , , region, , , name] = functionArn.split(':')
  return {
    PATH: [NODE_FOLDER, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: 'index.handler',
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_RUNTIME_API: api,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken !== undefined && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }),
    ...environment,
  }
}
