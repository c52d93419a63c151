import { localArn, type AwsPlace } from '../../spec/index.ts'
import { checkName } from './place.ts'
import { PolicyError } from './policy-error.ts'
import type { Statement } from './policy-document.ts'
import { secretStatements, type DatabaseSecret } from './secret.ts'

/** A database in Redshift, read through its Data API: without a network interface. */
export interface RedshiftDataset {
  /** Identifier of a provisioned cluster ... */
  readonly cluster?: string
  /** ... or id of a serverless workgroup: the UUID that ends its ARN. */
  readonly workgroup?: string
  /** Account of the workgroup, as its ARN says; default the engine's, the only one that can be queried. */
  readonly account?: string
  readonly database: string
  /** Credentials: a secret, a database user (clusters only), or with neither the identity of the role. */
  readonly secret?: DatabaseSecret
  readonly dbUser?: string
}

const SOURCE = 'https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-iam.html'

/**
 * What a dataset's role needs to query Redshift.
 *
 * @throws {PolicyError} CHOICE_MISSING, NAME_INVALID, ACCOUNT_ELSEWHERE and those of secrets
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/data-api.html: what another account owns takes a role of that account
 */
export function redshiftDatasetStatements(place: AwsPlace, dataset: RedshiftDataset): readonly Statement[] {
  const { cluster, workgroup, account = place.account, secret, dbUser } = dataset
  if ((cluster === undefined) === (workgroup === undefined)) {
    throw new PolicyError('CHOICE_MISSING', { what: 'A dataset in Redshift', choices: ['cluster', 'workgroup'] })
  }
  if ((secret !== undefined && dbUser !== undefined) || (workgroup !== undefined && dbUser !== undefined)) {
    throw new PolicyError('CHOICE_MISSING', {
      what: 'The sign-in to Redshift',
      choices: ['secret', 'dbUser (clusters only)', 'neither'],
    })
  }
  if (account !== place.account) {
    throw new PolicyError('ACCOUNT_ELSEWHERE', { what: 'workgroup', got: account, account: place.account })
  }
  const target =
    cluster === undefined
      ? localArn(place, 'redshift-serverless', `workgroup/${checkName(workgroup!, 'a Redshift workgroup')}`)
      : localArn(place, 'redshift', `cluster:${checkName(cluster, 'a Redshift cluster')}`)
  return [
    {
      sid: 'RunQuery',
      effect: 'Allow',
      actions: ['redshift-data:ExecuteStatement'],
      resources: [target],
      conditions: {},
      reason: `Runs the query of an interval in this ${cluster === undefined ? 'workgroup' : 'cluster'}. What it may read there, the database decides.`,
      operations: ['RedshiftData.ExecuteStatement'],
      source: SOURCE,
    },
    {
      sid: 'FollowOwnQuery',
      effect: 'Allow',
      actions: ['redshift-data:CancelStatement', 'redshift-data:DescribeStatement', 'redshift-data:GetStatementResult'],
      resources: ['*'],
      conditions: { StringEquals: { 'redshift-data:statement-owner-iam-userid': ['${aws:userid}'] } },
      reason:
        'Waits for its own queries, reads their results and cancels them. Statements have no ARN, so that the star is required; the condition keeps the role to the queries of its own session.',
      operations: ['RedshiftData.CancelStatement', 'RedshiftData.DescribeStatement', 'RedshiftData.GetStatementResult'],
      source: SOURCE,
    },
    ...credentials(place, dataset, target),
  ]
}

function credentials(place: AwsPlace, dataset: RedshiftDataset, target: string): readonly Statement[] {
  const { cluster, database, secret, dbUser } = dataset
  if (secret !== undefined) {
    return secretStatements(place, secret, { kind: 'redshift-data', operation: 'RedshiftData.ExecuteStatement' })
  }
  const common = { effect: 'Allow', conditions: {}, operations: ['RedshiftData.ExecuteStatement'] } as const
  if (cluster === undefined) {
    return [
      {
        ...common,
        sid: 'SignIn',
        actions: ['redshift-serverless:GetCredentials'],
        resources: [target],
        reason: 'Signs in to the workgroup as the database user that belongs to this role.',
        source: SOURCE,
      },
    ]
  }
  const name = localArn(place, 'redshift', `dbname:${cluster}/${checkName(database, 'a database')}`)
  if (dbUser === undefined) {
    return [
      {
        ...common,
        sid: 'SignIn',
        actions: ['redshift:GetClusterCredentialsWithIAM'],
        resources: [name],
        reason: 'Signs in to this database as the user that belongs to this role.',
        source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/generating-iam-credentials-role-permissions.html',
      },
    ]
  }
  return [
    {
      ...common,
      sid: 'SignIn',
      actions: ['redshift:GetClusterCredentials'],
      resources: [localArn(place, 'redshift', `dbuser:${cluster}/${checkName(dbUser, 'a database user')}`), name],
      reason: 'Signs in to this database as this user, for minutes. The user has to exist: none is made.',
      source: 'https://docs.aws.amazon.com/redshift/latest/mgmt/generating-iam-credentials-role-permissions.html',
    },
  ]
}
