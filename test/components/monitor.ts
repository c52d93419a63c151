import grpc from '@grpc/grpc-js'
import callbackGrpc from '@pulumi/pulumi/proto/callback_grpc_pb.js'
import callbackProto from '@pulumi/pulumi/proto/callback_pb.js'
import engineGrpc from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import engineProto from '@pulumi/pulumi/proto/engine_pb.js'
import resourceGrpc from '@pulumi/pulumi/proto/resource_grpc_pb.js'
import resourceProto from '@pulumi/pulumi/proto/resource_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js'
import { fakeInvoke, fakeState } from './fake-aws.ts'
import { hasUnknown, readable } from './values.ts'

/** A resource as the program registered it. */
export interface Registered {
  readonly urn: string
  readonly type: string
  readonly name: string
  /** URN; empty for the stack. */
  readonly parent: string
  readonly custom: boolean
  /** As the provider would get them; see `readable` for the marks. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** The same with Pulumi's own marks. */
  readonly wire: Readonly<Record<string, unknown>>
  /** URNs. */
  readonly dependencies: readonly string[]
  /** URNs, by input. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>
  readonly aliases: readonly string[]
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly deletedWith: string
  /** Reference of the provider; empty for the default one. */
  readonly provider: string
  readonly ignoreChanges: readonly string[]
  /** What a component registered in the end; undefined before. */
  outputs: Readonly<Record<string, unknown>> | undefined
}

/** What the program did to the engine. */
export interface Recording {
  readonly resources: Registered[]
  readonly invokes: { readonly token: string; readonly args: unknown; readonly provider: string }[]
  /** Messages of level error. */
  readonly errors: string[]
  readonly warnings: string[]
}

/** A running engine for tests: what registers resources, answers look-ups and keeps what it is told. */
export interface TestEngine {
  /** `127.0.0.1:<port>`, of the monitor and of the engine. */
  readonly address: string
  readonly recording: Recording
  stop(): Promise<void>
}

/** Project and stack of every test program. */
export const PROJECT = 'shop'
export const STACK = 'test'

type Call<R> = grpc.ServerUnaryCall<R, unknown>
type Answer = grpc.sendUnaryData<unknown>
type Request = InstanceType<typeof resourceProto.RegisterResourceRequest>

/**
 * Starts an in-process Pulumi engine that deploys to nowhere: ids and ARNs are made up (`fake-aws.ts`), and in a preview nothing that
 * AWS computes is known. Registering a URN twice is an error, as in the engine; transforms of a resource and of those above it are run.
 */
export async function startTestEngine(preview: boolean): Promise<TestEngine> {
  const recording: Recording = { resources: [], invokes: [], errors: [], warnings: [] }
  const transforms = new Map<string, readonly InstanceType<typeof callbackProto.Callback>[]>()
  const server = new grpc.Server()
  let root = ''

  server.addService(resourceGrpc.ResourceMonitorService, {
    supportsFeature: answer((request: InstanceType<typeof resourceProto.SupportsFeatureRequest>) => {
      const response = new resourceProto.SupportsFeatureResponse()
      response.setHassupport(
        ['secrets', 'resourceReferences', 'aliasSpecs', 'deletedWith', 'transforms', 'outputValues'].includes(
          request.getId(),
        ),
      )
      return response
    }),
    registerResource: answer(async (original: Request) => {
      const request = await transformed(original)
      const registered = record(request)
      if (recording.resources.some(({ urn }) => urn === registered.urn)) {
        throw new Error(`Duplicate resource URN '${registered.urn}'; try giving it a unique name`)
      }
      recording.resources.push(registered)
      if (request.getTransformsList().length > 0) transforms.set(registered.urn, request.getTransformsList())
      const response = new resourceProto.RegisterResourceResponse()
      response.setUrn(registered.urn)
      if (!registered.custom) return response
      const wire = request.getObject()?.toJavaScript() ?? {}
      const { id, computed } = fakeState(registered.type, registered.name, registered.inputs)
      response.setId(preview ? '' : id)
      response.setObject(struct.Struct.fromJavaScript(preview ? known(wire) : { ...plain(computed), ...wire }))
      return response
    }),
    registerResourceOutputs: answer((request: InstanceType<typeof resourceProto.RegisterResourceOutputsRequest>) => {
      const registered = recording.resources.find(({ urn }) => urn === request.getUrn())
      const outputs = readable(request.getOutputs()?.toJavaScript() ?? {})
      if (registered !== undefined) registered.outputs = outputs as Registered['outputs']
      return new empty.Empty()
    }),
    invoke: answer((request: InstanceType<typeof resourceProto.ResourceInvokeRequest>) => {
      const args = readable(request.getArgs()?.toJavaScript() ?? {})
      recording.invokes.push({ token: request.getTok(), args, provider: request.getProvider() })
      const response = new resourceProto.ResourceInvokeResponse()
      response.setReturn(
        struct.Struct.fromJavaScript(plain(fakeInvoke(request.getTok(), regionOf(request.getProvider())))),
      )
      return response
    }),
    registerStackTransform: answer((callback: InstanceType<typeof callbackProto.Callback>) => {
      transforms.set('', [...(transforms.get('') ?? []), callback])
      return new empty.Empty()
    }),
    signalAndWaitForShutdown: answer(() => new empty.Empty()),
  })
  server.addService(engineGrpc.EngineService, {
    log: answer((request: InstanceType<typeof engineProto.LogRequest>) => {
      if (request.getSeverity() === engineProto.LogSeverity.ERROR) recording.errors.push(request.getMessage())
      if (request.getSeverity() === engineProto.LogSeverity.WARNING) recording.warnings.push(request.getMessage())
      return new empty.Empty()
    }),
    getRootResource: answer(() => {
      const response = new engineProto.GetRootResourceResponse()
      response.setUrn(root)
      return response
    }),
    setRootResource: answer((request: InstanceType<typeof engineProto.SetRootResourceRequest>) => {
      root = request.getUrn()
      return new engineProto.SetRootResourceResponse()
    }),
  })

  async function transformed(request: Request): Promise<Request> {
    const chain: InstanceType<typeof callbackProto.Callback>[] = [...request.getTransformsList()]
    for (let parent = request.getParent(); parent !== ''; parent = parentOf(parent))
      chain.push(...(transforms.get(parent) ?? []))
    chain.push(...(transforms.get('') ?? []))
    for (const callback of chain) {
      const ask = new resourceProto.TransformRequest()
      ask.setType(request.getType())
      ask.setName(request.getName())
      ask.setCustom(request.getCustom())
      ask.setParent(request.getParent())
      ask.setProperties(request.getObject())
      ask.setOptions(new resourceProto.TransformResourceOptions())
      const reply = resourceProto.TransformResponse.deserializeBinary(await call(callback, ask.serializeBinary()))
      if (reply.hasProperties()) request.setObject(reply.getProperties())
    }
    return request
  }

  /** Region of a provider of the program; undefined for the default one. */
  function regionOf(provider: string): string | undefined {
    const asked = recording.resources.find(({ urn }) => provider.startsWith(`${urn}::`))
    return asked === undefined ? undefined : String(asked.inputs['region'])
  }

  function parentOf(urn: string): string {
    return recording.resources.find((registered) => registered.urn === urn)?.parent ?? ''
  }

  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return {
    address: `127.0.0.1:${port}`,
    recording,
    stop: async () => server.forceShutdown(),
  }
}

function record(request: Request): Registered {
  const wire = request.getObject()?.toJavaScript() ?? {}
  const dependencies = request
    .getPropertydependenciesMap()
    .toArray()
    .map(([key]) => [key, request.getPropertydependenciesMap().get(key)?.getUrnsList() ?? []])
  return {
    urn: urnOf(request),
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: readable(wire) as Registered['inputs'],
    wire,
    dependencies: request.getDependenciesList(),
    propertyDependencies: Object.fromEntries(dependencies) as Registered['propertyDependencies'],
    aliases: request.getAliasesList().map((alias) => alias.getUrn() || JSON.stringify(alias.getSpec()?.toObject())),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith(),
    provider: request.getProvider(),
    ignoreChanges: request.getIgnorechangesList(),
    outputs: undefined,
  }
}

function urnOf(request: Request): string {
  const [, , chain = ''] = request.getParent().split('::')
  const above = chain === '' || chain === 'pulumi:pulumi:Stack' ? '' : `${chain}$`
  return `urn:pulumi:${STACK}::${PROJECT}::${above}${request.getType()}::${request.getName()}`
}

/** Inputs of a preview come back as far as they are known. */
function known(wire: Readonly<Record<string, JavaScriptValue>>): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => !hasUnknown(readable(value))))
}

function plain(values: Readonly<Record<string, unknown>>): Record<string, JavaScriptValue> {
  return values as Record<string, JavaScriptValue>
}

async function call(callback: InstanceType<typeof callbackProto.Callback>, request: Uint8Array): Promise<Uint8Array> {
  const client = new callbackGrpc.CallbacksClient(callback.getTarget(), grpc.credentials.createInsecure())
  const invoke = new callbackProto.CallbackInvokeRequest()
  invoke.setToken(callback.getToken())
  invoke.setRequest(request)
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      client.invoke(invoke, (error, response) => (error ? reject(error) : resolve(response.getResponse_asU8())))
    })
  } finally {
    client.close()
  }
}

/** A handler that answers or fails with the message of what it threw. */
function answer<R>(handle: (request: R) => unknown): (call: Call<R>, reply: Answer) => void {
  return (call_, reply) => {
    Promise.resolve()
      .then(() => handle(call_.request))
      .then(
        (response) => reply(null, response),
        (error: Error) => reply({ code: grpc.status.UNKNOWN, message: error.message, name: 'Error' }),
      )
  }
}
