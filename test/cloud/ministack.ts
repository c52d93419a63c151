import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import type { TestCredentials } from '../recording/record.ts'
import type { EmulatorOptions } from './aws.ts'
import type { Emulator } from './emulator.ts'
import { installServer, type PythonServer, startServer } from './python-server.ts'

const MINISTACK: PythonServer = {
  title: 'MiniStack',
  folder: 'ministack',
  requirements: 'ministack-requirements.txt',
  script: 'ministack_server.py',
}

/** The account that everything on MiniStack belongs to. */
export const MINISTACK_ACCOUNT = '123456789012'

/**
 * Installs MiniStack, the emulator that runs functions and fires schedules, into `.cache/ministack` unless that has been done
 * with these versions; says what it does.
 *
 * @throws when Python 3.11 with venv is missing or pip fails; the message says why
 */
export function installMiniStack(): void {
  installServer(MINISTACK)
}

/** Credentials that may do everything in that account. */
export const MINISTACK_ADMINISTRATOR: TestCredentials = { accessKeyId: MINISTACK_ACCOUNT, secretAccessKey: 'test' }

/** How to run MiniStack. */
export interface MiniStackOptions {
  /**
   * Whether policies decide what calls may do, by action, resource and condition, and trust policies who may assume a role.
   * A function runs with its role's credentials. Only the administrator, `MINISTACK_ADMINISTRATOR`, may do everything.
   *
   * @default false
   */
  readonly enforceIam?: boolean
  /**
   * How long Step Functions waits before it repeats an attempt, as a part of what the definition says.
   *
   * @default 1
   */
  readonly waitScale?: number
}

/**
 * Starts MiniStack on a free loopback port, empty, in account `MINISTACK_ACCOUNT`. It ends with `stop`, and also when this
 * process dies.
 *
 * Functions run in processes of this project's Node, see nothing of this process's environment, find the emulator in
 * `AWS_ENDPOINT_URL`, keep their process between calls and have one for each call at a time; what they print is in their log
 * group, where metrics in embedded format stay text. Schedules look at the clock in UTC whatever their time zone, call a
 * function and forget it when it fails (no retry, no dead letters), and an expression that AWS would refuse stops those made
 * after it. What is sent to `onFailure` says three attempts, also where there was one. `sts:SetSourceIdentity` is not checked,
 * and the administrator may assume every role that trusts a service. Condition keys that it lacks are supplied where the engine's
 * policies ask for them: `s3:if-match`, `s3:if-none-match`, `secretsmanager:VersionStage`, those of `sts:AssumeRole`, and
 * `lambda:SourceFunctionArn`, which every session has that is named like a function. State machines call functions whatever their role may do; a name
 * that runs already is refused as one that is over;
 * the parts of a map all run to their end before a failure counts.
 *
 * @throws when it does not answer within a minute, with the end of its output
 */
export async function startMiniStack({ enforceIam = false, waitScale = 1 }: MiniStackOptions = {}): Promise<Emulator> {
  // Functions are unpacked here. Not below the project: they would find its package.json and node_modules.
  const folder = await mkdtemp(join(tmpdir(), 'crowsnest-ministack-'))
  const server = await startServer(MINISTACK, {
    PATH: [nodeFolder(), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    MINISTACK_ACCOUNT_ID: MINISTACK_ACCOUNT,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...(enforceIam && { AUTH: 'true' }),
    SFN_WAIT_SCALE: String(waitScale),
  })
  const stop = async (): Promise<void> => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { endpoint: server.endpoint, stop }
}

/** Options for any AWS SDK client, so that it talks to MiniStack, by default as the administrator. */
export function miniStackOptions(emulator: Emulator, credentials = MINISTACK_ADMINISTRATOR): EmulatorOptions {
  return { endpoint: emulator.endpoint, region: 'us-east-1', credentials }
}

/** The project's own Node, which is what functions get as `node`; that of this process where it is not installed. */
function nodeFolder(): string {
  const own = join(import.meta.dirname, '..', '..', 'node_modules', 'node', 'bin')
  return existsSync(join(own, 'node')) ? own : dirname(process.execPath)
}
