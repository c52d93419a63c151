import { localArn, s3Arn } from '../../spec/index.ts'
import {
  appflowDatasetStatements,
  athenaDatasetStatements,
  cloudwatchDatasetStatements,
  engineTrust,
  rdsDatasetStatements,
  redshiftDatasetStatements,
  type EnginePlace,
  type Statement,
} from '../documents/index.ts'
import type { World } from './call-context.ts'
import { engineAssumes, engineCaller, PROOF_DETECTOR, proofKey, serviceCaller } from './proof-place.ts'
import type { ProofSubject } from './proof-subject.ts'
import type { SdkCall } from './recorder.ts'

/**
 * The roles of datasets in other services than S3. Their calls are recorded by the tests of the sources; the sign-in to RDS by IAM, which no
 * source uses yet, is planned from AWS's documentation.
 */
export function datasetSubjects(place: EnginePlace): readonly ProofSubject[] {
  const secretName = 'AmazonLookoutMetrics-shop'
  const secret = localArn(place, 'secretsmanager', `secret:${secretName}-a1B2c3`)
  const key = proofKey(place, '05ec2e70')
  const ownKey: World = { place, secrets: { [secretName]: secret }, keys: { [secret]: { key } } }
  const bucket = s3Arn(place, 'metrics')
  return [
    recorded('dataset in CloudWatch', ['dataset in CloudWatch'], place, cloudwatchDatasetStatements()),
    recorded(
      'dataset in RDS, secret with its own key',
      ['dataset in RDS'],
      place,
      rdsDatasetStatements(place, { instance: 'shop', secret: { secret: secretName, key } }),
      ownKey,
    ),
    recorded(
      'dataset in Aurora, exact ARN of the secret',
      ['dataset in Aurora'],
      place,
      rdsDatasetStatements(place, { cluster: 'shop', secret: { secret } }),
    ),
    planned(
      'dataset in RDS, IAM sign-in',
      place,
      rdsDatasetStatements(place, { iamUser: { resourceId: 'db-ABCDEFGH', user: 'reader' } }),
      [call('RDSSigner', 'GetAuthToken', { resourceId: 'db-ABCDEFGH', username: 'reader' })],
    ),
    ...redshiftSubjects(place, secretName, secret),
    recorded(
      'dataset in Athena',
      ['dataset in Athena'],
      place,
      athenaDatasetStatements(place, ATHENA),
      { place, query: FOOTPRINT },
      [`${bucket}/orders/`, 'orders/', `${bucket}/results/`],
    ),
    recorded(
      'dataset in Athena, encrypted and governed by Lake Formation',
      ['dataset in Athena'],
      place,
      athenaDatasetStatements(place, {
        ...ATHENA,
        lakeFormation: true,
        data: 's3://lake/orders/',
        dataEncryption: { key, bucketKeys: false },
        resultsEncryption: { key: proofKey(place, '0ae50175'), bucketKeys: true },
      }),
      {
        place,
        query: { ...FOOTPRINT, data: ['s3://lake/orders/'], lakeFormation: true },
        keys: {
          [s3Arn(place, 'lake')]: { key, bucketKey: false },
          [bucket]: { key: proofKey(place, '0ae50175'), bucketKey: true },
        },
      },
      [`${s3Arn(place, 'lake')}/orders/`, 'orders/', `${bucket}/results/`],
    ),
    {
      ...planned(
        'dataset from AppFlow',
        place,
        appflowDatasetStatements(place, { flow: 'crm', destination: 's3://metrics/crm/' }),
        [],
        { place },
        [`${bucket}/crm/crm/`, 'crm/crm/'],
      ),
      recordedAs: ['dataset of a flow'],
    },
  ]
}

const ATHENA = {
  workgroup: 'crowsnest',
  database: 'shop',
  table: 'orders',
  data: 's3://metrics/orders/',
  results: 's3://metrics/results/',
} as const

const FOOTPRINT = {
  workgroup: 'crowsnest',
  database: 'shop',
  tables: ['orders'],
  data: ['s3://metrics/orders/'],
  results: 's3://metrics/results/',
} as const

function redshiftSubjects(place: EnginePlace, secretName: string, secret: string): readonly ProofSubject[] {
  const workgroup = 'a1b2c3d4-0000-4000-8000-000000000000'
  return [
    recorded(
      'dataset in Redshift, secret',
      ['dataset in Redshift, secret'],
      place,
      redshiftDatasetStatements(place, { cluster: 'shop', database: 'shop', secret: { secret: secretName } }),
      { place, secrets: { [secretName]: secret } },
    ),
    recorded(
      'dataset in Redshift, database user',
      ['dataset in Redshift, database user'],
      place,
      redshiftDatasetStatements(place, { cluster: 'shop', database: 'shop', dbUser: 'reader' }),
    ),
    recorded(
      'dataset in Redshift, identity of the role',
      ['dataset in Redshift, identity of the role'],
      place,
      redshiftDatasetStatements(place, { cluster: 'shop', database: 'shop' }),
    ),
    recorded(
      'dataset in Redshift Serverless',
      ['dataset in Redshift Serverless'],
      place,
      redshiftDatasetStatements(place, { workgroup, database: 'shop' }),
    ),
  ]
}

/** A role whose calls the tests of its source have recorded. */
function recorded(
  title: string,
  recordedAs: readonly string[],
  place: EnginePlace,
  statements: readonly Statement[],
  world?: World,
  scopes?: readonly string[],
): ProofSubject {
  return { ...planned(title, place, statements, [], world, scopes), recordedAs }
}

function planned(
  title: string,
  place: EnginePlace,
  statements: readonly Statement[],
  calls: readonly SdkCall[],
  world: World = { place },
  scopes: readonly string[] = [],
): ProofSubject {
  const purposes = [{ kind: 'dataset' }] as const
  const caller = serviceCaller(place, 'crowsnest-revenue-dataset')
  return {
    title,
    trust: engineTrust(place, engineCaller(place).role, PROOF_DETECTOR, purposes).document,
    documents: [{ name: 'dataset', kind: 'identity', statements }],
    caller,
    world,
    recordedAs: [],
    planned: calls,
    byService: [],
    assumptions: engineAssumes(place, caller.role, purposes),
    scopes,
  }
}

function call(service: string, operation: string, input: SdkCall['input']): SdkCall {
  return { service, operation, input }
}
