import { localArn, s3Arn, type AwsPlace } from '../../spec/index.ts'
import { literal } from './iam-pattern.ts'
import { keyStatement } from './kms-statement.ts'
import { checkAccount, checkName } from './place.ts'
import type { Conditions, Statement } from './policy-document.ts'
import type { BucketKey } from './s3-dataset.ts'
import { historyLocation } from './s3-location.ts'

/** A table that is queried through Athena. */
export interface AthenaDataset {
  readonly workgroup: string
  /** Of the Glue data catalog of the account. */
  readonly database: string
  readonly table: string
  /** Folder of the table's data, `s3://<bucket>/<prefix>/`. */
  readonly data: string
  /** Folder of the workgroup's query results, which the workgroup enforces. */
  readonly results: string
  /** Account that owns the bucket of the data; default the engine's, as for the bucket of the results. */
  readonly dataAccount?: string
  readonly dataEncryption?: BucketKey
  readonly resultsEncryption?: BucketKey
  /** Whether Lake Formation governs the table; default no. */
  readonly lakeFormation?: boolean
}

const SOURCE = 'https://docs.aws.amazon.com/athena/latest/ug/managed-policies.html'
const QUERY = 'Athena.StartQueryExecution'

/**
 * What a dataset's role needs to query a table. Athena reads the catalog, the data and the results with the rights of the
 * caller; those rights are given to calls through Athena only.
 *
 * @throws {PolicyError} NAME_INVALID, PATH_INVALID, BUCKET_INVALID and those of keys
 */
export function athenaDatasetStatements(place: AwsPlace, dataset: AthenaDataset): readonly Statement[] {
  const { workgroup, database, table, lakeFormation = false } = dataset
  return [
    {
      sid: 'RunQuery',
      effect: 'Allow',
      actions: [
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      resources: [localArn(place, 'athena', `workgroup/${checkName(workgroup, 'a workgroup')}`)],
      conditions: {},
      reason: 'Runs the query of an interval in this workgroup, waits for it, reads its result and can stop it.',
      operations: [QUERY, 'Athena.GetQueryExecution', 'Athena.GetQueryResults', 'Athena.StopQueryExecution'],
      source: 'https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html',
    },
    {
      sid: 'ReadCatalog',
      effect: 'Allow',
      actions: [
        'glue:BatchGetPartition',
        'glue:GetDatabase',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:GetTable',
      ],
      resources: [
        localArn(place, 'glue', 'catalog'),
        localArn(place, 'glue', `database/${checkName(database, 'a database of Glue')}`),
        localArn(place, 'glue', `table/${database}/${checkName(table, 'a table of Glue')}`),
      ],
      conditions: THROUGH_ATHENA,
      reason:
        'Athena looks the table up. Glue asks for the right to a table on the table, its database and the catalog, so that all three stand here.',
      operations: [QUERY],
      source: 'https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html',
    },
    ...dataStatements(place, dataset),
    ...resultStatements(place, dataset),
    ...(lakeFormation ? [governed()] : []),
  ]
}

/** A key of several values; ForAnyValue is false where it is absent. */
const THROUGH_ATHENA: Conditions = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['athena.amazonaws.com'] } }

/** In the bucket of this account only: not in one that somebody else has made under its name. */
function throughAthenaAt(account: string, others: Conditions = {}): Conditions {
  checkAccount(account)
  return { ...THROUGH_ATHENA, StringEquals: { 's3:ResourceAccount': [account] }, ...others }
}

function dataStatements(
  place: AwsPlace,
  { data, dataAccount = place.account, dataEncryption }: AthenaDataset,
): readonly Statement[] {
  const { bucket, objectsBelow } = historyLocation(folder(data))
  const below = `${literal(objectsBelow[0]!)}*`
  return [
    {
      sid: 'ListTableData',
      effect: 'Allow',
      actions: ['s3:ListBucket'],
      resources: [s3Arn(place, bucket)],
      conditions: throughAthenaAt(dataAccount, { StringLike: { 's3:prefix': [below] } }),
      reason: 'Athena lists the files of the table, with the rights of the caller.',
      operations: [QUERY],
      source: SOURCE,
    },
    {
      sid: 'ReadTableData',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: [s3Arn(place, bucket, below)],
      conditions: throughAthenaAt(dataAccount),
      reason: 'Athena reads the files of the table, with the rights of the caller.',
      operations: [QUERY],
      source: SOURCE,
    },
    ...encryption(place, 'DecryptTableData', bucket, below, dataEncryption, ['kms:Decrypt']),
  ]
}

function resultStatements(place: AwsPlace, { results, resultsEncryption }: AthenaDataset): readonly Statement[] {
  const { bucket, objectsBelow } = historyLocation(folder(results))
  const below = `${literal(objectsBelow[0]!)}*`
  return [
    {
      sid: 'FindResultsBucket',
      effect: 'Allow',
      actions: ['s3:GetBucketLocation'],
      resources: [s3Arn(place, bucket)],
      conditions: throughAthenaAt(place.account),
      reason: 'Athena asks in which region the bucket of the results lies.',
      operations: [QUERY],
      source: SOURCE,
    },
    {
      sid: 'KeepResults',
      effect: 'Allow',
      actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resources: [s3Arn(place, bucket, below)],
      conditions: throughAthenaAt(place.account),
      reason:
        'Athena writes the result of a query into the folder of the workgroup, large ones in parts, and reads it back.',
      operations: [QUERY, 'Athena.GetQueryResults'],
      source: SOURCE,
    },
    ...encryption(place, 'UseResultsKey', bucket, below, resultsEncryption, ['kms:Decrypt', 'kms:GenerateDataKey']),
  ]
}

function encryption(
  place: AwsPlace,
  sid: string,
  bucket: string,
  below: string,
  bucketKey: BucketKey | undefined,
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
): readonly Statement[] {
  if (bucketKey === undefined) return []
  const { key, bucketKeys } = bucketKey
  const values = [
    ...(bucketKeys === false ? [] : [s3Arn(place, bucket)]),
    ...(bucketKeys === true ? [] : [s3Arn(place, bucket, below)]),
  ]
  return [
    keyStatement(place.partition, {
      sid,
      key,
      service: 's3',
      actions,
      context: { key: 'aws:s3:arn', values, pattern: bucketKeys !== true },
      reason: 'The files are encrypted with this key (SSE-KMS); S3 uses it with the rights of the caller.',
      operations: [QUERY],
      source: 'https://docs.aws.amazon.com/athena/latest/ug/encryption.html',
    }),
  ]
}

function governed(): Statement {
  return {
    sid: 'GovernedByLakeFormation',
    effect: 'Allow',
    actions: ['lakeformation:GetDataAccess'],
    resources: ['*'],
    conditions: {},
    reason:
      'Lake Formation governs the table and hands out access to its files. The action knows no resource, so that the star is required; what is granted, Lake Formation decides.',
    operations: [QUERY],
    source: 'https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html',
  }
}

function folder(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
