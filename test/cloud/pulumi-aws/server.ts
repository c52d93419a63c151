import grpc from '@grpc/grpc-js'
import engineGrpc from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import engineProto from '@pulumi/pulumi/proto/engine_pb.js'
import pluginProto from '@pulumi/pulumi/proto/plugin_pb.js'
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import proto from '@pulumi/pulumi/proto/provider_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Naming } from './auto-name.ts'
import { configOf, configProblems } from './config.ts'
import { LOOKUPS } from './lookups.ts'
import { AwsProvider, type Change } from './provider.ts'
import { pluginSchema, VERSION } from './schema.ts'
import { defined, type Values } from './values.ts'

type Struct = InstanceType<typeof struct.Struct>
type Message<K extends keyof typeof proto> = (typeof proto)[K] extends new (...args: never[]) => infer M ? M : never

/**
 * Serves the provider on a free loopback port.
 *
 * @param engineAddress - where warnings go; to nobody when empty
 * @returns the port, and what stops it
 */
export async function serve(engineAddress: string): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 })
  server.addService(providerGrpc.ResourceProviderService, service(warner(engineAddress)))
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return { port, stop: () => server.forceShutdown() }
}

function service(warn: (message: string, urn: string) => void): grpc.UntypedServiceImplementation {
  let configured: AwsProvider | undefined
  const provider = (): AwsProvider => {
    if (configured === undefined) throw new Error('The provider has not been configured.')
    return configured
  }

  return {
    handshake: answer(() => new proto.ProviderHandshakeResponse().setSupportsAutonamingConfiguration(true)),
    getPluginInfo: answer(() => new pluginProto.PluginInfo().setVersion(VERSION)),
    getSchema: answer(() => new proto.GetSchemaResponse().setSchema(JSON.stringify(pluginSchema()))),
    checkConfig: answer((request: Message<'CheckRequest'>) => {
      const response = new proto.CheckResponse().setInputs(request.getNews())
      for (const { property, reason } of configProblems(values(request.getNews())))
        addFailure(response, property, reason)
      return response
    }),
    diffConfig: answer(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
    configure: answer((request: Message<'ConfigureRequest'>) => {
      configured = new AwsProvider(configOf(values(request.getArgs()), process.env), warn)
      return new proto.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true)
    }),
    invoke: answer(async (request: Message<'InvokeRequest'>) => {
      const lookup = LOOKUPS[request.getTok()]
      if (lookup === undefined) {
        const known = Object.keys(LOOKUPS).join(', ')
        throw new Error(`The stand-in of the AWS provider does not answer ${request.getTok()}, only ${known}.`)
      }
      const args = values(request.getArgs())
      return new proto.InvokeResponse().setReturn(toStruct(await lookup(args, await provider().context(args))))
    }),
    check: answer(async (request: Message<'CheckRequest'>) => {
      const type = typeOf(request.getUrn())
      const { inputs, problems } = await provider().check(
        type,
        values(request.getNews()),
        values(request.getOlds()),
        naming(request),
      )
      const response = new proto.CheckResponse().setInputs(toStruct(inputs))
      for (const { path, message } of problems) addFailure(response, path, message)
      return response
    }),
    diff: answer((request: Message<'DiffRequest'>) => diff(provider(), request)),
    create: answer(async (request: Message<'CreateRequest'>) => {
      const type = typeOf(request.getUrn())
      const inputs = values(request.getProperties())
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(toStruct(provider().previewCreate(type, inputs)))
      }
      const { id, state } = await provider().create(type, request.getUrn(), inputs)
      return new proto.CreateResponse().setId(id).setProperties(toStruct(state))
    }),
    read: answer(async (request: Message<'ReadRequest'>) => {
      const [state, inputs] = [values(request.getProperties()), values(request.getInputs())]
      const found = await provider().read(typeOf(request.getUrn()), request.getId(), state, inputs)
      if (found === undefined) return new proto.ReadResponse()
      return new proto.ReadResponse()
        .setId(request.getId())
        .setProperties(toStruct(found.state))
        .setInputs(toStruct(found.inputs))
    }),
    update: answer(async (request: Message<'UpdateRequest'>) => {
      const type = typeOf(request.getUrn())
      const [state, olds, news] = [request.getOlds(), request.getOldInputs(), request.getNews()].map(values) as [
        Values,
        Values,
        Values,
      ]
      const updated = request.getPreview()
        ? await provider().previewUpdate(type, state, news)
        : await provider().update(type, request.getId(), state, olds, news)
      return new proto.UpdateResponse().setProperties(toStruct(updated))
    }),
    delete: answer(async (request: Message<'DeleteRequest'>) => {
      const inputs = { ...values(request.getProperties()), ...values(request.getOldInputs()) }
      await provider().delete(typeOf(request.getUrn()), request.getId(), inputs)
      return new empty.Empty()
    }),
    cancel: answer(() => new empty.Empty()),
    attach: answer(() => new empty.Empty()),
    getMapping: answer(() => new proto.GetMappingResponse()),
    getMappings: answer(() => new proto.GetMappingsResponse()),
  }
}

async function diff(provider: AwsProvider, request: Message<'DiffRequest'>): Promise<Message<'DiffResponse'>> {
  const [state, olds, given] = [request.getOlds(), request.getOldInputs(), request.getNews()].map(values) as [
    Values,
    Values,
    Values,
  ]
  const ignored = Object.fromEntries(request.getIgnorechangesList().map((path) => [path, olds[path]]))
  const { changes, replaces, deleteBeforeReplace } = await provider.diff(typeOf(request.getUrn()), state, olds, {
    ...given,
    ...ignored,
  })
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges
  const response = new proto.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList([...replaces])
    .setDiffsList([...new Set(changes.map(({ path }) => path.split(/[.[]/)[0]!))])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true)
  for (const change of changes) {
    const detail = new proto.PropertyDiff().setKind(kindOf(change)).setInputdiff(change.ofInput)
    response.getDetaileddiffMap().set(change.path, detail)
  }
  return response
}

function kindOf({ kind, replaces }: Change): ReturnType<Message<'PropertyDiff'>['getKind']> {
  const { Kind } = proto.PropertyDiff
  switch (kind) {
    case 'add':
      return replaces ? Kind.ADD_REPLACE : Kind.ADD
    case 'delete':
      return replaces ? Kind.DELETE_REPLACE : Kind.DELETE
    case 'update':
      return replaces ? Kind.UPDATE_REPLACE : Kind.UPDATE
  }
}

/** A gRPC method from a function: what it throws reaches the person at the command. */
function answer<Request>(act: (request: Request) => unknown) {
  return (call: { readonly request: Request }, callback: grpc.sendUnaryData<unknown>): void => {
    Promise.resolve()
      .then(() => act(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: textOf(error) }, null),
      )
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
}

function addFailure(response: Message<'CheckResponse'>, property: string, reason: string): void {
  response.addFailures(new proto.CheckFailure().setProperty(property).setReason(reason))
}

function naming(request: Message<'CheckRequest'>): Naming {
  const proposed = request.getAutonaming()?.getProposedName()
  return {
    name: request.getUrn().split('::').at(-1)!,
    seed: request.getRandomseed_asU8(),
    ...(proposed ? { proposed } : {}),
  }
}

/** The type in a URN: the last of the chain of parents' types. */
function typeOf(urn: string): string {
  return urn.split('::')[2]!.split('$').at(-1)!
}

function values(message: Struct | undefined): Values {
  return (message?.toJavaScript() ?? {}) as Values
}

function toStruct(given: Values): Struct {
  return struct.Struct.fromJavaScript(withoutUndefined(given) as Record<string, JavaScriptValue>)
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(defined(value as Values)).map(([name, inner]) => [name, withoutUndefined(inner)]),
  )
}

function warner(engineAddress: string): (message: string, urn: string) => void {
  if (engineAddress === '') return () => undefined
  const engine = new engineGrpc.EngineClient(engineAddress, grpc.credentials.createInsecure())
  return (message, urn) => {
    const request = new engineProto.LogRequest()
    request.setSeverity(engineProto.LogSeverity.WARNING)
    request.setMessage(message)
    request.setUrn(urn)
    engine.log(request, () => undefined)
  }
}
