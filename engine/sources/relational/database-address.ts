import { awsError } from '../aws-error.ts'
import type { SourcePlace } from '../source-context.ts'
import { clientOptions } from '../aws-options.ts'
import { SourceError } from '../source-error.ts'
import type { DatabaseServer } from './database-server.ts'

/** Where a server listens. */
export interface DatabaseAddress {
  readonly host: string
  readonly port: number
}

/**
 * Finds the address of a database: as the spec has it, or as RDS knows it: the endpoint of an instance, the reader of a cluster.
 *
 * @param defaultPort - of the engine
 * @throws {SourceError} DATABASE_NOT_FOUND, PERMISSION_DENIED and those of AWS
 */
export async function databaseAddress(
  { source: { address, port, region }, context, place }: DatabaseServer,
  defaultPort: number,
): Promise<DatabaseAddress> {
  if (address.kind === 'host') return { host: address.host, port: port ?? defaultPort }
  const { kind: what, identifier } = address
  const found = await lookUp(what, identifier, context, region, place)
  if (found.host === undefined) throw new SourceError('DATABASE_NOT_FOUND', place, { what, identifier })
  return { host: found.host, port: port ?? found.port ?? defaultPort }
}

async function lookUp(
  what: 'instance' | 'cluster',
  identifier: string,
  { aws }: SourcePlace,
  region: string | null,
  place: string,
): Promise<{ readonly host: string | undefined; readonly port: number | undefined }> {
  const { DescribeDBClustersCommand, DescribeDBInstancesCommand, RDSClient } = await import('@aws-sdk/client-rds')
  const client = new RDSClient(clientOptions(aws, region))
  try {
    if (what === 'instance') {
      const answer = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }))
      const endpoint = answer.DBInstances?.[0]?.Endpoint
      return { host: endpoint?.Address, port: endpoint?.Port }
    }
    const answer = await client.send(new DescribeDBClustersCommand({ DBClusterIdentifier: identifier }))
    const cluster = answer.DBClusters?.[0]
    return { host: cluster?.ReaderEndpoint ?? cluster?.Endpoint, port: cluster?.Port }
  } catch (error) {
    if (error instanceof Error && /^DB(Instance|Cluster)NotFound/.test(error.name)) {
      throw new SourceError('DATABASE_NOT_FOUND', place, { what, identifier }, { cause: error })
    }
    throw await awsError(error, place, `rds:DescribeDB${what === 'instance' ? 'Instances' : 'Clusters'}`, client)
  } finally {
    client.destroy()
  }
}
