import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import grpc from '@grpc/grpc-js'
import pluginProto from '@pulumi/pulumi/proto/plugin_pb.js'
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import proto from '@pulumi/pulumi/proto/provider_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Values } from './values.ts'

/** What the plugin says of a difference. */
export interface PluginDiff {
  readonly changes: boolean
  /** Kinds by path, such as `{ 'target.input': 'UPDATE' }`. */
  readonly detailed: Readonly<Record<string, string>>
  readonly replaces: readonly string[]
  readonly deleteBeforeReplace: boolean
}

/** The plugin as Pulumi's engine talks to it. */
export interface PluginClient {
  info(): Promise<string>
  schema(): Promise<Values>
  /** @returns failures as `property: reason` */
  checkConfig(config: Values): Promise<readonly string[]>
  configure(config: Values): Promise<void>
  invoke(token: string, args: Values): Promise<Values>
  check(type: string, news: Values, olds?: Values): Promise<{ inputs: Values; failures: readonly string[] }>
  diff(type: string, state: Values, olds: Values, news: Values, ignoreChanges?: readonly string[]): Promise<PluginDiff>
  create(type: string, inputs: Values, preview?: boolean): Promise<{ id: string; state: Values }>
  /** @returns undefined when the resource is gone */
  read(
    type: string,
    id: string,
    state?: Values,
    inputs?: Values,
  ): Promise<{ state: Values; inputs: Values } | undefined>
  update(type: string, id: string, state: Values, olds: Values, news: Values, preview?: boolean): Promise<Values>
  delete(type: string, id: string, state: Values, inputs?: Values): Promise<void>
  stop(): Promise<void>
}

/** Starts the plugin as Pulumi does, by its script. */
export async function startPlugin(environment: Readonly<Record<string, string>>): Promise<PluginClient> {
  const child = spawn(join(import.meta.dirname, 'pulumi-resource-aws'), [], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`The plugin ended with code ${code}.`)))
  })
  const client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure())

  return {
    info: async () => {
      const info = await ask<InstanceType<typeof pluginProto.PluginInfo>>((callback) =>
        client.getPluginInfo(new empty.Empty(), callback),
      )
      return info.getVersion()
    },
    schema: async () => {
      const answer = await ask<Message<'GetSchemaResponse'>>((callback) =>
        client.getSchema(new proto.GetSchemaRequest(), callback),
      )
      return JSON.parse(answer.getSchema()) as Values
    },
    checkConfig: async (config) => {
      const request = new proto.CheckRequest().setUrn(urnOf('pulumi:providers:aws')).setNews(toStruct(config))
      return failuresOf(await ask<Message<'CheckResponse'>>((callback) => client.checkConfig(request, callback)))
    },
    configure: async (config) => {
      const request = new proto.ConfigureRequest().setArgs(toStruct(config))
      await ask<Message<'ConfigureResponse'>>((callback) => client.configure(request, callback))
    },
    invoke: async (token, args) => {
      const request = new proto.InvokeRequest().setTok(token).setArgs(toStruct(args))
      return valuesOf(
        (await ask<Message<'InvokeResponse'>>((callback) => client.invoke(request, callback))).getReturn(),
      )
    },
    check: async (type, news, olds = {}) => {
      const request = new proto.CheckRequest()
        .setUrn(urnOf(type))
        .setNews(toStruct(news))
        .setOlds(toStruct(olds))
        .setRandomseed(Buffer.from('a seed of the engine'))
      const answer = await ask<Message<'CheckResponse'>>((callback) => client.check(request, callback))
      return { inputs: valuesOf(answer.getInputs()), failures: failuresOf(answer) }
    },
    diff: async (type, state, olds, news, ignoreChanges = []) => {
      const request = new proto.DiffRequest()
        .setUrn(urnOf(type))
        .setOlds(toStruct(state))
        .setOldInputs(toStruct(olds))
        .setNews(toStruct(news))
        .setIgnorechangesList([...ignoreChanges])
      const answer = await ask<Message<'DiffResponse'>>((callback) => client.diff(request, callback))
      const kinds = Object.entries(proto.PropertyDiff.Kind)
      const detailed: Record<string, string> = {}
      answer.getDetaileddiffMap().forEach((detail, path) => {
        detailed[path] = kinds.find(([, kind]) => kind === detail.getKind())![0]
      })
      return {
        changes: answer.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
        detailed,
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      }
    },
    create: async (type, inputs, preview = false) => {
      const request = new proto.CreateRequest().setUrn(urnOf(type)).setProperties(toStruct(inputs)).setPreview(preview)
      const answer = await ask<Message<'CreateResponse'>>((callback) => client.create(request, callback))
      return { id: answer.getId(), state: valuesOf(answer.getProperties()) }
    },
    read: async (type, id, state = {}, inputs = {}) => {
      const request = new proto.ReadRequest()
        .setUrn(urnOf(type))
        .setId(id)
        .setProperties(toStruct(state))
        .setInputs(toStruct(inputs))
      const answer = await ask<Message<'ReadResponse'>>((callback) => client.read(request, callback))
      if (answer.getId() === '') return undefined
      return { state: valuesOf(answer.getProperties()), inputs: valuesOf(answer.getInputs()) }
    },
    update: async (type, id, state, olds, news, preview = false) => {
      const request = new proto.UpdateRequest()
        .setUrn(urnOf(type))
        .setId(id)
        .setOlds(toStruct(state))
        .setOldInputs(toStruct(olds))
        .setNews(toStruct(news))
        .setPreview(preview)
      return valuesOf(
        (await ask<Message<'UpdateResponse'>>((callback) => client.update(request, callback))).getProperties(),
      )
    },
    delete: async (type, id, state, inputs = {}) => {
      const request = new proto.DeleteRequest()
        .setUrn(urnOf(type))
        .setId(id)
        .setProperties(toStruct(state))
        .setOldInputs(toStruct(inputs))
      await ask<unknown>((callback) => client.delete(request, callback))
    },
    stop: async () => {
      client.close()
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

type Message<K extends keyof typeof proto> = (typeof proto)[K] extends new (...args: never[]) => infer M ? M : never

function ask<Response>(
  call: (callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error === null ? resolve(response) : reject(new Error(error.details))))
  })
}

/** A URN of a resource with parents, as ours have. */
function urnOf(type: string): string {
  return `urn:pulumi:dev::shop::crowsnest:index:Engine$${type}::main-thing`
}

function toStruct(values: Values) {
  return struct.Struct.fromJavaScript(values as Record<string, JavaScriptValue>)
}

function valuesOf(message: InstanceType<typeof struct.Struct> | undefined): Values {
  return (message?.toJavaScript() ?? {}) as Values
}

function failuresOf(answer: Message<'CheckResponse'>): string[] {
  return answer.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`)
}
