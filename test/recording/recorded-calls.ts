import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SdkCall } from '../../policies/prove/index.ts'

/** Whose credentials a call of the engine's test suite had. */
export type RecordedRole =
  | 'engine'
  | 'dataset'
  | 'dataset of one file'
  | 'dataset of a file or folder'
  | 'dataset in RDS'
  | 'dataset in Aurora'
  | 'dataset in Redshift, database user'
  | 'dataset in Redshift, secret'
  | 'dataset in Redshift, identity of the role'
  | 'dataset in Redshift Serverless'
  | 'dataset in Athena'
  | 'dataset in CloudWatch'
  | 'dataset of a flow'
  | 'SNS alert'
  | 'FIFO alert'
  | 'Lambda alert'
  | 'notifier'

/** A call of the engine in its test suite, with everything that changes from run to run replaced by zeros. */
export interface RecordedCall extends SdkCall {
  readonly role: RecordedRole
}

/** Folder of the calls that the engine's tests make: a file for each test file. */
export const RECORDED_CALLS = join(import.meta.dirname, '../golden/recorded-calls')

/** Every call of AWS that the engine's whole test suite makes, each once for each test file. */
export function recordedCalls(): readonly RecordedCall[] {
  return globSync('*.json', { cwd: RECORDED_CALLS })
    .toSorted()
    .flatMap((file) => JSON.parse(readFileSync(join(RECORDED_CALLS, file), 'utf8')) as readonly RecordedCall[])
}
