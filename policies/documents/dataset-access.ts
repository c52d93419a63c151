import { parseArn, type ResolvedSecret, type ResolvedSource } from '../../spec/index.ts'
import type { AppFlowDataset } from './appflow-dataset.ts'
import type { AthenaDataset } from './athena-dataset.ts'
import { PolicyError } from './policy-error.ts'
import type { PolicyOptions } from './policy-options.ts'
import type { RdsDataset } from './rds-dataset.ts'
import type { RedshiftDataset } from './redshift-dataset.ts'
import type { S3Dataset } from './s3-dataset.ts'
import type { DatabaseSecret } from './secret.ts'

/** What the role of a dataset reads. */
export type DataAccess =
  | (S3Dataset & { readonly kind: 's3' })
  | { readonly kind: 'cloudwatch' }
  | (RdsDataset & InRegion & { readonly kind: 'rds' })
  | (RedshiftDataset & InRegion & { readonly kind: 'redshift' })
  | (AthenaDataset & InRegion & { readonly kind: 'athena' })
  | (AppFlowDataset & InRegion & { readonly kind: 'appflow' })

/** What lies in a region. */
export interface InRegion {
  /** Default: the engine's. */
  readonly region?: string
}

/** The only catalog that a role is made for. */
const GLUE_CATALOG = 'AwsDataCatalog'

/**
 * What the source of a dataset is read with.
 *
 * @returns null where no role is needed: for folders, and for databases whose password is in the environment
 * @throws {PolicyError} FOLDER_MISSING, CATALOG_OTHER
 */
export function datasetAccess(
  source: ResolvedSource,
  { dataset = {} }: Pick<PolicyOptions, 'dataset'> = {},
): DataAccess | null {
  const { account, encryption } = dataset
  const ofBucket = { ...(account !== undefined && { account }), ...(encryption !== undefined && { encryption }) }
  switch (source.kind) {
    case 'folder':
      return null
    case 's3':
      return { kind: 's3', continuous: source.continuous, historical: source.historical, ...ofBucket }
    case 'cloudwatch':
      return { kind: 'cloudwatch' }
    case 'rds': {
      const { address, credentials, region } = source
      if (credentials.kind === 'user') return null
      return {
        kind: 'rds',
        ...(address.kind === 'host' ? {} : { [address.kind]: address.identifier }),
        secret: secretOf(credentials),
        ...inRegion(region),
      }
    }
    case 'redshift': {
      const { target, database, credentials, region } = source
      const workgroup = target.kind === 'workgroup' ? parseArn(target.arn) : null
      return {
        kind: 'redshift',
        database,
        ...(target.kind === 'cluster' && { cluster: target.identifier }),
        ...(workgroup !== null && {
          workgroup: workgroup.resource.slice(workgroup.resource.indexOf('/') + 1),
          account: workgroup.account,
        }),
        ...(credentials.kind === 'secret' && { secret: secretOf(credentials) }),
        ...(credentials.kind === 'user' && { dbUser: credentials.user }),
        ...inRegion(workgroup?.region ?? region),
      }
    }
    case 'athena': {
      const { workgroup, catalog, database, table, data, results, lakeFormation, region } = source
      if (catalog !== GLUE_CATALOG) throw new PolicyError('CATALOG_OTHER', { got: catalog })
      if (data === null || results === null) {
        const keys = [...(data === null ? ['data'] : []), ...(results === null ? ['results'] : [])]
        throw new PolicyError('FOLDER_MISSING', { keys })
      }
      return {
        kind: 'athena',
        workgroup,
        database,
        table,
        data,
        results,
        lakeFormation,
        ...(account !== undefined && { dataAccount: account }),
        ...(encryption !== undefined && { dataEncryption: encryption }),
        ...(dataset.results !== undefined && { resultsEncryption: dataset.results }),
        ...inRegion(region),
      }
    }
    case 'appflow':
      return {
        kind: 'appflow',
        flow: source.flow,
        destination: source.destination,
        ...ofBucket,
        ...inRegion(source.region),
      }
  }
}

function secretOf({ secret, prefix, key }: ResolvedSecret): DatabaseSecret {
  return { secret, secretPrefix: prefix, ...(key !== null && { key }) }
}

function inRegion(region: string | null): InRegion {
  return region === null ? {} : { region }
}
