import type { Handler } from '../handler.ts'

type Handlers = Readonly<Record<string, Handler>>

/** Handlers by the module in a type's name, loaded when they are first wanted: the clients of all services take a second. */
const MODULES: Readonly<Record<string, () => Promise<Handlers>>> = {
  cloudwatch: async () => (await import('./cloudwatch.ts')).CLOUDWATCH,
  ec2: loadEc2,
  iam: async () => (await import('./iam.ts')).IAM,
  kms: async () => (await import('./kms.ts')).KMS,
  lambda: async () => (await import('./lambda.ts')).LAMBDA,
  s3: async () => (await import('./s3.ts')).S3,
  scheduler: async () => (await import('./scheduler.ts')).SCHEDULER,
  secretsmanager: async () => (await import('./secrets-manager.ts')).SECRETS_MANAGER,
  sfn: async () => (await import('./step-functions.ts')).STEP_FUNCTIONS,
  sns: async () => (await import('./sns.ts')).SNS,
  sqs: async () => (await import('./sqs.ts')).SQS,
  vpc: loadEc2,
}

async function loadEc2(): Promise<Handlers> {
  const [{ EC2_ENDPOINTS }, { EC2_NETWORK }, { EC2_SECURITY_GROUPS }] = await Promise.all([
    import('./ec2-endpoints.ts'),
    import('./ec2-network.ts'),
    import('./ec2-security-groups.ts'),
  ])
  return { ...EC2_ENDPOINTS, ...EC2_NETWORK, ...EC2_SECURITY_GROUPS }
}

/** The handler of a resource type; undefined when nobody wrote one. */
export async function handlerOf(type: string): Promise<Handler | undefined> {
  const handlers = await MODULES[/^aws:(\w+)\//.exec(type)?.[1] ?? '']?.()
  return handlers?.[type]
}

/** Every type that has a handler. */
export async function handledTypes(): Promise<readonly string[]> {
  const all = await Promise.all(Object.values(MODULES).map((load) => load()))
  return [...new Set(all.flatMap((handlers) => Object.keys(handlers)))].toSorted()
}

/**
 * Types that are not made in the emulator, with what it is said to lack: its service is not there, or only examples that are not deployed have
 * them. They are checked, stay in Pulumi's state with an ARN
 * that is made up, and each is reported as a warning.
 */
export const NOT_EMULATED: Readonly<Record<string, string>> = {
  'aws:appflow/flow:Flow': 'AppFlow',
  'aws:athena/workgroup:Workgroup': 'workgroups of Athena',
  'aws:rds/instance:Instance': 'databases of RDS',
  'aws:rds/subnetGroup:SubnetGroup': 'databases of RDS',
}
