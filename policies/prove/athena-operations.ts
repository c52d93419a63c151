import type { World } from './call-context.ts'
import { kmsThrough, type Draft, type Operation, type OperationInput } from './operation-input.ts'

const SOURCE = 'https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html'

/** Athena's operations. A query reads the catalog and the data and writes its result with the rights of its caller. */
export const athenaOperations: Readonly<Record<string, Operation>> = {
  'Athena.StartQueryExecution': {
    source: `${SOURCE} https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html`,
    requests: (input, world) => [
      { action: 'athena:StartQueryExecution', resource: workgroup(input, world), context: {} },
      ...catalogReads(input, world),
      ...dataReads(input, world),
      ...resultWrites(input, world),
      ...(world.query?.lakeFormation === true
        ? [{ action: 'lakeformation:GetDataAccess', resource: '*', context: CALLED_BY_ATHENA }]
        : []),
    ],
  },
  'Athena.GetQueryExecution': onWorkgroup('athena:GetQueryExecution'),
  'Athena.GetQueryResults': {
    source: `${SOURCE} https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html`,
    requests: (input, world) => {
      const results = world.query?.results
      return [
        { action: 'athena:GetQueryResults', resource: workgroup(input, world), context: {} },
        ...(results === undefined ? [] : objectRead(input, world, `${results}query.csv`)),
      ]
    },
  },
  'Athena.StopQueryExecution': onWorkgroup('athena:StopQueryExecution'),
}

/** Which workgroup a later call is about, only the query's id tells: there the world knows it. */
function workgroup(input: OperationInput, { place, query }: World): string {
  return input.arn('athena', `workgroup/${input.optional('WorkGroup') ?? query?.workgroup ?? 'primary'}`, place)
}

function onWorkgroup(action: string): Operation {
  return {
    source: SOURCE,
    requests: (input, world) => [{ action, resource: workgroup(input, world), context: {} }],
  }
}

const CALLED_BY_ATHENA = { 'aws:CalledVia': ['athena.amazonaws.com'], 'aws:ViaAWSService': 'true' } as const

function catalogReads(input: OperationInput, { place, query }: World): readonly Draft[] {
  if (query === undefined) return []
  const catalog = input.arn('glue', 'catalog', place)
  const database = input.arn('glue', `database/${query.database}`, place)
  const tables = query.tables.map((table) => input.arn('glue', `table/${query.database}/${table}`, place))
  return [
    ...onEach('glue:GetDatabase', [catalog, database]),
    ...onEach('glue:GetTable', [catalog, database, ...tables]),
    ...['glue:GetPartitions', 'glue:GetPartition', 'glue:BatchGetPartition'].flatMap((action) =>
      onEach(action, [catalog, database, ...tables]),
    ),
  ]
}

/** Glue asks for the right on the thing and on all that it lies in. */
function onEach(action: string, resources: readonly string[]): readonly Draft[] {
  return resources.map((resource) => ({ action, resource, context: CALLED_BY_ATHENA }))
}

function dataReads(input: OperationInput, world: World): readonly Draft[] {
  return (world.query?.data ?? []).flatMap((location) => [
    ...bucketList(input, location),
    ...objectRead(input, world, `${location}part-0.parquet`),
  ])
}

function resultWrites(input: OperationInput, world: World): readonly Draft[] {
  const results = world.query?.results
  if (results === undefined) return []
  const { bucket, key } = input.location(`${results}query.csv`)
  const object = `${bucket}/${key}`
  const encryption = input.with({ Bucket: bucketName(bucket), Key: key }).s3Context(world)
  return [
    { action: 's3:GetBucketLocation', resource: bucket, context: CALLED_BY_ATHENA },
    ...['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'].map((action) => ({
      action,
      resource: object,
      context: CALLED_BY_ATHENA,
    })),
    ...kmsThrough('s3', ['kms:GenerateDataKey'], bucket, { ...encryption, ...CALLED_BY_ATHENA }, world),
  ]
}

function bucketList(input: OperationInput, location: string): readonly Draft[] {
  const { bucket, key } = input.location(location)
  return [{ action: 's3:ListBucket', resource: bucket, context: { ...CALLED_BY_ATHENA, 's3:prefix': key } }]
}

function objectRead(input: OperationInput, world: World, url: string): readonly Draft[] {
  const { bucket, key } = input.location(url)
  const encryption = input.with({ Bucket: bucketName(bucket), Key: key }).s3Context(world)
  return [
    { action: 's3:GetObject', resource: `${bucket}/${key}`, context: CALLED_BY_ATHENA },
    ...kmsThrough('s3', ['kms:Decrypt'], bucket, { ...encryption, ...CALLED_BY_ATHENA }, world),
  ]
}

function bucketName(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}
