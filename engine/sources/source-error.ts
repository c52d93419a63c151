import { didYouMean, listOf } from './error-words.ts'
import type { IgnoredFiles } from './source.ts'

/** Why a source cannot be read, with what the message needs. */
export interface SourceTroubles {
  readonly NOTHING_AT_PATH: { /** It was named by hand, not in a spec. */ readonly byHand?: boolean }
  readonly NO_DATA_FILES: { readonly ignored: IgnoredFiles }
  readonly NO_DATA_FOR_INTERVAL: { readonly from: string; readonly to: string; readonly ignored: IgnoredFiles }
  readonly NO_HISTORY: { readonly searched: string }
  readonly NO_CONTINUOUS_DATA: Record<never, never>
  readonly QUOTA_EXCEEDED: { readonly quota: string; readonly limit: number; readonly found: number }
  readonly ACCESS_DENIED: { readonly doing: 'list' | 'read'; readonly s3: boolean }
  readonly BUCKET_MISSING: Record<never, never>
  readonly BUCKET_IN_OTHER_REGION: { readonly region: string | undefined; readonly used: string | undefined }
  readonly REGION_UNKNOWN: Record<never, never>
  readonly CREDENTIALS_MISSING: { readonly reason: string }
  readonly ROLE_UNUSABLE: { readonly reason: string }
  readonly UNREACHABLE: { readonly reason: string }
  readonly FILE_CHANGED: Record<never, never>
  readonly READ_FAILED: { readonly reason: string }
  readonly PERMISSION_DENIED: { readonly what: string; readonly reason: string }
  readonly THROTTLED: { readonly reason: string }
  readonly PACKAGE_MISSING: { readonly packages: readonly string[]; readonly purpose: string }
  readonly SECRET_UNUSABLE: { readonly secret: string; readonly reason: string }
  readonly PASSWORD_MISSING: { readonly variable: string }
  readonly DATABASE_NOT_FOUND: { readonly what: 'instance' | 'cluster' | 'workgroup'; readonly identifier: string }
  readonly DATABASE_MISSING: { readonly reason: string }
  readonly SIGN_IN_FAILED: { readonly reason: string }
  readonly TLS_FAILED: { readonly reason: string }
  readonly CONNECTION_LOST: { readonly reason: string }
  readonly TABLE_MISSING: { readonly reason: string }
  readonly COLUMN_MISSING: {
    readonly column: string
    readonly use: string
    readonly columns: readonly string[]
    readonly suggestion: string | null
  }
  readonly COLUMN_WRONG_TYPE: {
    readonly column: string
    readonly use: string
    readonly type: string
    readonly wanted: string
  }
  readonly QUERY_TIMEOUT: { readonly seconds: number }
  readonly QUERY_FAILED: { readonly reason: string }
  readonly SCAN_LIMIT_EXCEEDED: { readonly bytes: number; readonly limit: number }
  readonly METRICS_MISSING: { readonly metrics: readonly string[]; readonly dimensions: readonly string[] }
  readonly STATISTIC_NOT_DIVISIBLE: { readonly statistic: string; readonly zone: string }
  readonly FLOW_MISSING: Record<never, never>
  readonly FLOW_ELSEWHERE: { readonly destination: string }
  readonly FLOW_FAILED: { readonly reason: string }
  readonly FLOW_UNFINISHED: { readonly from: string; readonly to: string; readonly reason: string }
  readonly FLOW_GAP: { readonly from: string; readonly to: string; readonly reason: string }
}

/** Stable names of why a source cannot be read. */
export type SourceErrorCode = keyof SourceTroubles

/** Data that is not there or cannot be read; `place` says where. */
export class SourceError<C extends SourceErrorCode = SourceErrorCode> extends Error {
  override readonly name = 'SourceError'
  readonly code: C
  /** Path, folder or S3 URL, as a person would write it. */
  readonly place: string
  readonly trouble: SourceTroubles[C]

  constructor(code: C, place: string, trouble: SourceTroubles[C], options?: ErrorOptions) {
    super(`${place}: ${TEXTS[code](trouble, place)} [${code}]`, options)
    this.code = code
    this.place = place
    this.trouble = trouble
  }
}

const TEXTS: { readonly [C in SourceErrorCode]: (trouble: SourceTroubles[C], place: string) => string } = {
  NOTHING_AT_PATH: ({ byHand = false }, place) => {
    const start = byHand ? 'where the command is run' : 'at the folder of the spec'
    return `There is no such file or folder. Correct the path${place.startsWith('./') ? `; relative paths start ${start}` : ''}.`
  },
  NO_DATA_FILES: ({ ignored }) =>
    `There are no data files${ignoredText(ignored)}. Put files directly into this folder, or name one file.`,
  NO_DATA_FOR_INTERVAL: ({ from, to, ignored }) =>
    `There are no data files for the interval from ${from} to ${to}${ignoredText(ignored)}. ` +
    'If they come later, raise the `offset`; otherwise check the path template and the `timezone`.',
  NO_HISTORY: ({ searched }) =>
    `There are no data files${searched === '' ? '' : ` ${searched}`}. Check the path template, or name a folder or file in \`historical\`.`,
  NO_CONTINUOUS_DATA: () =>
    'The dataset has historical data alone, which is for backtests. Add `continuous` to watch new data.',
  QUOTA_EXCEEDED: ({ quota, limit, found }) =>
    `${QUOTA_TEXTS[quota]?.(limit, found) ?? `${found} is more than the quota ${quota} of ${limit}.`} ` +
    `Raise it in the spec with \`quotas: { ${quota}: ${found} }\`, or leave less there.`,
  ACCESS_DENIED: ({ doing, s3 }) =>
    s3
      ? `Access denied. Allow ${doing === 'list' ? 's3:ListBucket on the bucket' : 's3:GetObject on the objects (and kms:Decrypt on their key, when encrypted with one)'} for the credentials in use.`
      : `Access denied. Give the user that runs this permission to ${doing} it.`,
  BUCKET_MISSING: () => 'There is no such bucket. Correct its name, or the account and region in use.',
  BUCKET_IN_OTHER_REGION: ({ region, used }) =>
    `The bucket is in ${region ?? 'another region'}, but ${used ?? 'another one'} is in use. ` +
    `Run in the bucket's region${region === undefined ? '' : ` (AWS_REGION=${region})`}, or replicate the data and raise the \`offset\` by the delay.`,
  REGION_UNKNOWN: () => 'No AWS region is set. Set AWS_REGION to the region of the data.',
  CREDENTIALS_MISSING: ({ reason }) =>
    `There are no usable AWS credentials (${reason}). Sign in, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  ROLE_UNUSABLE: ({ reason }) => `It is read with the dataset's own role, which cannot be used. ${reason}`,
  UNREACHABLE: ({ reason }) => `The service does not answer (${reason}). Check the network and try again.`,
  FILE_CHANGED: () =>
    'The file was changed while it was read. Write it under another name and rename it when it is complete, or raise the `offset`.',
  READ_FAILED: ({ reason }) => `Reading failed: ${reason}. Check that it can be read, and try again.`,
  PERMISSION_DENIED: ({ what, reason }) => `It may not be read (${reason}). Allow ${what}.`,
  THROTTLED: ({ reason }) =>
    `The service was asked too often (${reason}). It is tried again; ask for a higher quota if this goes on.`,
  PACKAGE_MISSING: ({ packages, purpose }) =>
    `${purpose} needs ${listOf(packages)}, which is not installed. Run: npm install ${packages.join(' ')}`,
  SECRET_UNUSABLE: ({ secret, reason }) =>
    `The secret ${secret} cannot be used: ${reason}. It is JSON with \`username\` and \`password\`, as RDS makes it, and the role may read it.`,
  PASSWORD_MISSING: ({ variable }) =>
    `There is no password: the environment variable ${variable} is not set. Set it, or name a \`secret\` of Secrets Manager.`,
  DATABASE_NOT_FOUND: ({ what, identifier }) =>
    `There is no ${what} "${identifier}" in this account and region. Correct the identifier or the region, or give the address as \`host\`.`,
  DATABASE_MISSING: ({ reason }) => `There is no such database (${reason}). Correct \`database\`.`,
  SIGN_IN_FAILED: ({ reason }) =>
    `The database refuses the user (${reason}). Correct the user and password, in the secret where there is one.`,
  TLS_FAILED: ({ reason }) =>
    `The connection could not be encrypted (${reason}). Give the authority of the certificate as \`certificateAuthority\`, connect by the name that is in the certificate, or write \`tls: OFF\` for a server on this machine.`,
  CONNECTION_LOST: ({ reason }) =>
    `The connection was lost (${reason}). Nothing of the interval was counted; it is tried again.`,
  TABLE_MISSING: ({ reason }) =>
    `There is no such table or view (${reason}). Correct \`table\` and \`schema\`; names are taken exactly as they stand, capital letters too.`,
  COLUMN_MISSING: ({ column, use, columns, suggestion }) =>
    `There is no column "${column}" for the ${use}.${didYouMean(suggestion)} The columns are ${listOf(columns)}.`,
  COLUMN_WRONG_TYPE: ({ column, use, type, wanted }) =>
    `The column "${column}" has the type ${type}, and the ${use} needs ${wanted}. Use another column, or a view that converts it.`,
  QUERY_TIMEOUT: ({ seconds }) =>
    `The query did not end within ${seconds} seconds and was cancelled. Give the table an index that begins with the timestamp column, look for locks, or raise \`timeout\`.`,
  QUERY_FAILED: ({ reason }) => `The query failed: ${reason}.`,
  SCAN_LIMIT_EXCEEDED: ({ bytes, limit }) =>
    `The query has scanned ${bytes} bytes, more than \`bytesPerQuery: ${limit}\`, and was stopped. Name the partition columns in \`partitions\`, or raise the limit.`,
  METRICS_MISSING: ({ metrics, dimensions }) =>
    `There are no metrics ${listOf(metrics)} with ${dimensions.length === 0 ? 'no dimension' : `exactly the dimensions ${listOf(dimensions)}`}. ` +
    'Names are case-sensitive; CloudWatch lists metrics that had values in the last two weeks.',
  STATISTIC_NOT_DIVISIBLE: ({ statistic, zone }) =>
    `${statistic} of an interval in ${zone} cannot be had: it is not made of whole periods of CloudWatch. Use \`timezone: UTC\`, or Sum, Average, SampleCount, Minimum or Maximum.`,
  FLOW_MISSING: () => 'There is no such flow in this account and region. Correct `flow`, or the region.',
  FLOW_ELSEWHERE: ({ destination }) =>
    `The flow delivers to ${destination}, not into the folder of the dataset. Correct \`destination\`, or let the flow deliver into S3.`,
  FLOW_FAILED: ({ reason }) =>
    `The flow failed for this interval: ${reason}. Mend the flow and run it again; the interval is read when it has delivered.`,
  FLOW_UNFINISHED: ({ from, to, reason }) =>
    `The flow has not delivered all of the interval from ${from} to ${to}: ${reason}. The interval is read when it has; raise the \`offset\` by the time that a run takes.`,
  FLOW_GAP: ({ from, to, reason }) =>
    `A run of the flow for the interval from ${from} to ${to} failed, and later runs did not bring its records again: ${reason}. The interval is passed over; mend the flow.`,
}

const QUOTA_TEXTS: Readonly<Record<string, (limit: number, found: number) => string>> = {
  filesPerInterval: (limit, found) => `The interval has ${found} files, the quota is ${limit}.`,
  bytesPerInterval: (limit, found) => `The interval has ${found} bytes, the quota is ${limit}.`,
  historyFiles: (limit, found) => `The history has ${found} files, the quota is ${limit}.`,
  historyBytes: (limit, found) => `The history has ${found} bytes, the quota is ${limit}.`,
}

function ignoredText({ hidden, empty, folders, other }: IgnoredFiles): string {
  const parts = [
    [hidden, 'hidden'],
    [empty, 'empty'],
    [folders, folders === 1 ? 'sub-folder' : 'sub-folders'],
    [other, 'not a file'],
  ].filter(([count]) => count !== 0)
  return parts.length === 0 ? '' : ` (ignored: ${parts.map(([count, what]) => `${count} ${what}`).join(', ')})`
}
