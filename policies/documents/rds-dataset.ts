import { localArn, type AwsPlace } from '../../spec/index.ts'
import { checkName } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { Statement } from './policy-document.ts'
import { secretStatements, type DatabaseSecret } from './secret.ts'

/** A database in RDS or Aurora. */
export interface RdsDataset {
  /** Identifier of an instance whose address is looked up; leave out where the address is configured. */
  readonly instance?: string
  /** Identifier of an Aurora cluster whose address is looked up. */
  readonly cluster?: string
  /** Credentials: either a secret ... */
  readonly secret?: DatabaseSecret
  /** ... or IAM database authentication: the resource id (`db-ABC...`, `cluster-ABC...`) and the user in the database. */
  readonly iamUser?: { readonly resourceId: string; readonly user: string }
}

/**
 * What a dataset's role needs to read a database; the way there, through the VPC, is the engine's (`networkStatements`).
 *
 * @throws {PolicyError} CHOICE_MISSING, NAME_INVALID and those of secrets
 */
export function rdsDatasetStatements(place: AwsPlace, dataset: RdsDataset): readonly Statement[] {
  const { instance, cluster, secret, iamUser } = dataset
  if ((secret === undefined) === (iamUser === undefined)) {
    throw new PolicyError('CHOICE_MISSING', { what: 'A database', choices: ['secret', 'iamUser'] })
  }
  return [
    ...(instance === undefined
      ? []
      : [lookup(place, 'DescribeDBInstances', 'FindInstance', `db:${checkName(instance, 'a DB instance')}`)]),
    ...(cluster === undefined
      ? []
      : [lookup(place, 'DescribeDBClusters', 'FindCluster', `cluster:${checkName(cluster, 'a DB cluster')}`)]),
    ...(secret === undefined
      ? []
      : secretStatements(place, secret, { kind: 'engine', operation: 'SecretsManager.GetSecretValue' })),
    ...(iamUser === undefined ? [] : [connect(place, iamUser.resourceId, iamUser.user)]),
  ]
}

function lookup(place: AwsPlace, operation: string, sid: string, resource: string): Statement {
  return {
    sid,
    effect: 'Allow',
    actions: [`rds:${operation}`],
    resources: [localArn(place, 'rds', resource)],
    conditions: {},
    reason: 'Finds the address and port of the database. Of this one only: the call names it.',
    operations: [`RDS.${operation}`],
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.html',
  }
}

function connect(place: AwsPlace, resourceId: string, user: string): Statement {
  return {
    sid: 'ConnectAsUser',
    effect: 'Allow',
    actions: ['rds-db:connect'],
    resources: [
      localArn(
        place,
        'rds-db',
        `dbuser:${checkName(resourceId, 'a DB resource id')}/${checkName(user, 'a database user')}`,
      ),
    ],
    conditions: {},
    reason: 'Signs in to the database as this user, without a password that could be lost.',
    operations: [],
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html',
  }
}
