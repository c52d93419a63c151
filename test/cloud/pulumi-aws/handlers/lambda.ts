import { createHash, randomUUID } from 'node:crypto'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import type * as args from '@pulumi/aws/lambda/index.js'
import { zipOf } from '../archive.ts'
import { type Context, goneTags, type Handler, handler, orMissing, type Plain, until } from '../handler.ts'
import { defined, isValues, type Tags, type Values } from '../values.ts'

const lambda = ({ clients }: Context): LambdaClient => clients(LambdaClient)

const fn = handler<args.FunctionArgs>({
  name: { property: 'name', maxLength: 64 },
  volatile: ['codeSha256', 'lastModified', 'sourceCodeHash', 'sourceCodeSize'],
  async create(inputs, context) {
    await lambda(context).send(
      new CreateFunctionCommand({
        ...settings(inputs),
        FunctionName: inputs.name,
        Architectures: inputs.architectures as ['arm64'] | undefined,
        Code: code(inputs),
        PackageType: (inputs.packageType ?? 'Zip') as 'Zip',
        Tags: context.tags,
      }),
    )
    await settled(inputs.name!, context)
    await reserve(inputs, context)
    return { id: inputs.name! }
  },
  async read(id, _, context) {
    const found = await orMissing(lambda(context).send(new GetFunctionCommand({ FunctionName: id })))
    return (
      found &&
      functionState(found.Configuration!, found.Tags ?? {}, found.Concurrency?.ReservedConcurrentExecutions, context)
    )
  },
  async update(id, news, olds, context) {
    const codeOf = ({ code: archive, s3Bucket, s3Key, s3ObjectVersion, architectures }: typeof news): string =>
      JSON.stringify([archive, s3Bucket, s3Key, s3ObjectVersion, architectures])
    if (codeOf(news) !== codeOf(olds)) {
      await lambda(context).send(
        new UpdateFunctionCodeCommand({
          FunctionName: id,
          ...code(news),
          Architectures: news.architectures as ['arm64'] | undefined,
        }),
      )
      await settled(id, context)
    }
    await lambda(context).send(new UpdateFunctionConfigurationCommand({ ...settings(news), FunctionName: id }))
    await settled(id, context)
    await reserve(news, context)
    const { Configuration, Tags: now = {} } = await lambda(context).send(new GetFunctionCommand({ FunctionName: id }))
    const Resource = Configuration!.FunctionArn!
    const TagKeys = goneTags(now, context.tags)
    if (TagKeys.length > 0) await lambda(context).send(new UntagResourceCommand({ Resource, TagKeys }))
    await lambda(context).send(new TagResourceCommand({ Resource, Tags: context.tags }))
  },
  async delete(id, _, context) {
    await orMissing(lambda(context).send(new DeleteFunctionCommand({ FunctionName: id })))
  },
})

type FunctionInputs = Plain<args.FunctionArgs>

function code(inputs: FunctionInputs) {
  return inputs.code === undefined
    ? { S3Bucket: inputs.s3Bucket, S3Key: inputs.s3Key, S3ObjectVersion: inputs.s3ObjectVersion }
    : { ZipFile: zipOf(inputs.code) }
}

/** All settings, so that one that the program took back is as at first again. */
function settings(inputs: FunctionInputs) {
  return {
    Role: inputs.role,
    Description: inputs.description ?? '',
    Handler: inputs.handler,
    Runtime: inputs.runtime as 'nodejs24.x' | undefined,
    MemorySize: inputs.memorySize ?? 128,
    Timeout: inputs.timeout ?? 3,
    Environment: { Variables: (inputs.environment?.variables ?? {}) as Tags },
    DeadLetterConfig: { TargetArn: inputs.deadLetterConfig?.targetArn ?? '' },
    TracingConfig: { Mode: (inputs.tracingConfig?.mode ?? 'PassThrough') as 'Active' },
    EphemeralStorage: { Size: inputs.ephemeralStorage?.size ?? 512 },
    KMSKeyArn: inputs.kmsKeyArn,
    Layers: inputs.layers,
    VpcConfig: {
      SubnetIds: inputs.vpcConfig?.subnetIds ?? [],
      SecurityGroupIds: inputs.vpcConfig?.securityGroupIds ?? [],
    },
    LoggingConfig: {
      LogFormat: (inputs.loggingConfig?.logFormat ?? 'Text') as 'JSON',
      LogGroup: inputs.loggingConfig?.logGroup ?? `/aws/lambda/${inputs.name}`,
      ApplicationLogLevel: inputs.loggingConfig?.applicationLogLevel as 'INFO' | undefined,
      SystemLogLevel: inputs.loggingConfig?.systemLogLevel as 'INFO' | undefined,
    },
  }
}

function functionState(
  made: FunctionConfiguration,
  tags: Tags,
  reserved: number | undefined,
  context: Context,
): Values {
  const arn = made.FunctionArn!
  const invokeArn = `arn:${context.partition}:apigateway:${context.region}:lambda:path/2015-03-31/functions/${arn}/invocations`
  const logging = made.LoggingConfig
  return {
    name: made.FunctionName,
    arn,
    invokeArn,
    qualifiedArn: `${arn}:$LATEST`,
    qualifiedInvokeArn: invokeArn.replace(arn, `${arn}:$LATEST`),
    responseStreamingInvokeArn: invokeArn.replace('/invocations', '/response-streaming-invocations'),
    version: made.Version,
    lastModified: made.LastModified,
    codeSha256: made.CodeSha256,
    sourceCodeHash: made.CodeSha256,
    sourceCodeSize: made.CodeSize,
    role: made.Role,
    description: made.Description || undefined,
    handler: made.Handler,
    runtime: made.Runtime,
    memorySize: made.MemorySize,
    timeout: made.Timeout,
    architectures: made.Architectures,
    environment: made.Environment?.Variables && { variables: made.Environment.Variables },
    deadLetterConfig: made.DeadLetterConfig?.TargetArn ? { targetArn: made.DeadLetterConfig.TargetArn } : undefined,
    tracingConfig: { mode: made.TracingConfig?.Mode ?? 'PassThrough' },
    ephemeralStorage: { size: made.EphemeralStorage?.Size ?? 512 },
    kmsKeyArn: made.KMSKeyArn || undefined,
    loggingConfig: defined({
      logFormat: logging?.LogFormat ?? 'Text',
      logGroup: logging?.LogGroup ?? `/aws/lambda/${made.FunctionName}`,
      applicationLogLevel: logging?.ApplicationLogLevel,
      systemLogLevel: logging?.SystemLogLevel,
    }),
    reservedConcurrentExecutions: reserved,
    vpcConfig: (made.VpcConfig?.SubnetIds ?? []).length > 0 ? vpcState(made.VpcConfig!) : undefined,
    tags,
  }
}

function vpcState(vpc: NonNullable<FunctionConfiguration['VpcConfig']>): Values {
  return defined({ subnetIds: vpc.SubnetIds, securityGroupIds: vpc.SecurityGroupIds, vpcId: vpc.VpcId })
}

async function settled(FunctionName: string, context: Context): Promise<void> {
  await until(`Function ${FunctionName} is active`, async () => {
    const { State, LastUpdateStatus, StateReason, LastUpdateStatusReason } = await lambda(context).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    )
    if (State === 'Failed' || LastUpdateStatus === 'Failed') {
      throw new Error(`Function ${FunctionName}: ${StateReason ?? LastUpdateStatusReason}`)
    }
    return State !== 'Pending' && LastUpdateStatus !== 'InProgress'
  })
}

async function reserve({ name: FunctionName, reservedConcurrentExecutions = -1 }: FunctionInputs, context: Context) {
  await (reservedConcurrentExecutions < 0
    ? orMissing(lambda(context).send(new DeleteFunctionConcurrencyCommand({ FunctionName })))
    : lambda(context).send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reservedConcurrentExecutions }),
      ))
}

/**
 * Calls the function. With lifecycleScope CRUD it calls it for updates and the deletion too, and tells it in the payload what is
 * happening and what the input was before; else it calls it with the input alone, once.
 */
const invocation = handler<args.InvocationArgs>({
  volatile: ['result'],
  async create(inputs, context) {
    const { payload, result } = await invoke(inputs, 'create', null, context)
    const hash = createHash('md5').update(payload).digest('hex')
    return { id: `${inputs.functionName},${inputs.qualifier ?? '$LATEST'},${hash}`, outputs: { result } }
  },
  async read() {
    return {}
  },
  async update(_id, news, olds, context) {
    const { result } = await invoke(news, 'update', JSON.parse(olds.input), context)
    return { result }
  },
  async delete(_id, inputs, context) {
    if (inputs.lifecycleScope === 'CRUD') await invoke(inputs, 'delete', JSON.parse(inputs.input), context)
  },
})

async function invoke(inputs: Plain<args.InvocationArgs>, action: string, before: unknown, context: Context) {
  const { functionName, qualifier, input, lifecycleScope, terraformKey = 'tf' } = inputs
  const crud = lifecycleScope === 'CRUD'
  const given = JSON.parse(input) as unknown
  if (crud && !isValues(given)) throw new Error('input: with lifecycleScope CRUD it must be a JSON object')
  const payload = crud ? JSON.stringify({ ...given!, [terraformKey]: { action, prev_input: before } }) : input
  const answer = await lambda(context).send(
    new InvokeCommand({ FunctionName: functionName, Qualifier: qualifier ?? '$LATEST', Payload: payload }),
  )
  const result = Buffer.from(answer.Payload ?? []).toString()
  if (answer.FunctionError !== undefined) throw new Error(`invoking Lambda Function (${functionName}): ${result}`)
  return { payload, result }
}

const permission = handler<args.PermissionArgs>({
  async create(inputs, context) {
    const StatementId = inputs.statementId ?? `${inputs.statementIdPrefix ?? 'pulumi-'}${randomUUID()}`
    await lambda(context).send(
      new AddPermissionCommand({
        FunctionName: inputs.function,
        StatementId,
        Action: inputs.action,
        Principal: inputs.principal,
        SourceArn: inputs.sourceArn,
        SourceAccount: inputs.sourceAccount,
        PrincipalOrgID: inputs.principalOrgId,
        Qualifier: inputs.qualifier,
      }),
    )
    return { id: StatementId, outputs: { statementId: StatementId } }
  },
  async read(id, inputs, context) {
    const FunctionName = inputs.function!
    const found = await orMissing(
      lambda(context).send(new GetPolicyCommand({ FunctionName, Qualifier: inputs.qualifier })),
    )
    const { Statement = [] } = JSON.parse(found?.Policy ?? '{}') as { Statement?: readonly Values[] }
    const statement = Statement.find(({ Sid }) => Sid === id)
    return statement && { statementId: id, action: statement['Action'] }
  },
  async delete(id, inputs, context) {
    await orMissing(
      lambda(context).send(
        new RemovePermissionCommand({ FunctionName: inputs.function, StatementId: id, Qualifier: inputs.qualifier }),
      ),
    )
  },
})

const eventInvokeConfig = handler<args.FunctionEventInvokeConfigArgs>({
  async create(inputs, context) {
    await putEventInvokeConfig(inputs, context)
    return { id: inputs.qualifier === undefined ? inputs.functionName : `${inputs.functionName}:${inputs.qualifier}` }
  },
  async read(id, _, context) {
    const [FunctionName, Qualifier] = id.split(':')
    const found = await orMissing(
      lambda(context).send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier })),
    )
    const { OnFailure, OnSuccess } = found?.DestinationConfig ?? {}
    const destinations = defined({
      onFailure: OnFailure?.Destination && { destination: OnFailure.Destination },
      onSuccess: OnSuccess?.Destination && { destination: OnSuccess.Destination },
    })
    return (
      found && {
        functionName: FunctionName,
        maximumEventAgeInSeconds: found.MaximumEventAgeInSeconds,
        maximumRetryAttempts: found.MaximumRetryAttempts,
        destinationConfig: Object.keys(destinations).length > 0 ? destinations : undefined,
      }
    )
  },
  async update(_id, news, _olds, context) {
    await putEventInvokeConfig(news, context)
  },
  async delete(id, _, context) {
    const [FunctionName, Qualifier] = id.split(':')
    await orMissing(lambda(context).send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName, Qualifier })))
  },
})

async function putEventInvokeConfig(
  inputs: Plain<args.FunctionEventInvokeConfigArgs>,
  context: Context,
): Promise<void> {
  const { onFailure, onSuccess } = inputs.destinationConfig ?? {}
  await lambda(context).send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: inputs.functionName,
      Qualifier: inputs.qualifier,
      MaximumEventAgeInSeconds: inputs.maximumEventAgeInSeconds,
      MaximumRetryAttempts: inputs.maximumRetryAttempts ?? 2,
      DestinationConfig: {
        ...(onFailure && { OnFailure: { Destination: onFailure.destination } }),
        ...(onSuccess && { OnSuccess: { Destination: onSuccess.destination } }),
      },
    }),
  )
}

/** Handlers of Lambda's resources. */
export const LAMBDA: Readonly<Record<string, Handler>> = {
  'aws:lambda/function:Function': fn,
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': eventInvokeConfig,
  'aws:lambda/invocation:Invocation': invocation,
  'aws:lambda/permission:Permission': permission,
}
