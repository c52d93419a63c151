import type { Statement } from './policy-document.ts'
import type { ResourcePolicy, Role } from './role.ts'

/** Services that the engine calls from inside its VPC, by the prefix of their actions: the name of their endpoint, and that of operations. */
const ENDPOINTS = {
  appflow: { endpoint: 'appflow', client: 'Appflow' },
  athena: { endpoint: 'athena', client: 'Athena' },
  cloudwatch: { endpoint: 'monitoring', client: 'CloudWatch' },
  lambda: { endpoint: 'lambda', client: 'Lambda' },
  'redshift-data': { endpoint: 'redshift-data', client: 'RedshiftData' },
  rds: { endpoint: 'rds', client: 'RDS' },
  s3: { endpoint: 's3', client: 'S3' },
  secretsmanager: { endpoint: 'secretsmanager', client: 'SecretsManager' },
  sns: { endpoint: 'sns', client: 'SNS' },
  states: { endpoint: 'states', client: 'SFN' },
  sts: { endpoint: 'sts', client: 'STS' },
} as const

type Service = keyof typeof ENDPOINTS

/**
 * Policies of the VPC endpoints that the engine needs: each lets through what its roles may do there and nothing else, so that a
 * stolen key of another account is of no use inside the VPC.
 *
 * @param roles - the engine's and its service roles
 */
export function endpointPolicies(roles: readonly Role[]): readonly ResourcePolicy[] {
  const services = Object.keys(ENDPOINTS) as readonly Service[]
  return services.flatMap((service) => {
    const statements = roles
      .filter(({ kind }) => kind !== 'scheduler' && kind !== 'map')
      .flatMap((role) =>
        role.documents.flatMap((document) =>
          document.statements
            .filter((statement) => isCall(statement, service))
            .map((statement) => throughEndpoint(statement, service, role)),
        ),
      )
    if (statements.length === 0) return []
    return [
      {
        kind: 'endpoint' as const,
        resource: ENDPOINTS[service].endpoint,
        document: {
          name: `endpoint-${service}`,
          kind: 'endpoint' as const,
          statements: statements.map((statement, i) => ({ ...statement, sid: `${statement.sid}${i + 1}` })),
        },
        reason: `Of the VPC endpoint for ${ENDPOINTS[service].endpoint}: lets the roles of the engine do what their own policies say, and nothing else.`,
      },
    ]
  })
}

/** What another service does on the caller's behalf does not come from the VPC. */
function isCall({ effect, actions, operations, conditions }: Statement, service: Service): boolean {
  const { client } = ENDPOINTS[service]
  const onBehalf =
    Object.values(conditions).some((keys) => 'aws:CalledVia' in keys) ||
    (operations.length > 0 && !operations.some((operation) => operation.startsWith(`${client}.`)))
  return effect === 'Allow' && !onBehalf && actions.some((action) => action.startsWith(`${service}:`))
}

/** Of the principal by condition: endpoints for S3 take a role as principal for the root user alone. */
function throughEndpoint(statement: Statement, service: string, role: Role): Statement {
  const { 'lambda:SourceFunctionArn': _, ...arnEquals } = statement.conditions['ArnEquals'] ?? {}
  return {
    ...statement,
    principal: '*',
    actions: statement.actions.filter((action) => action.startsWith(`${service}:`)),
    conditions: {
      ...statement.conditions,
      ArnEquals: { ...arnEquals, 'aws:PrincipalArn': [role.arn] },
    },
    reason: `Lets through for ${role.name}: ${statement.reason}`,
    source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  }
}
