import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import grpc from '@grpc/grpc-js'
import aliasProto from '@pulumi/pulumi/proto/alias_pb.js'
import errors from '@pulumi/pulumi/proto/errors_pb.js'
import pluginProto from '@pulumi/pulumi/proto/plugin_pb.js'
import providerGrpc from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import providerProto from '@pulumi/pulumi/proto/provider_pb.js'
import status from '@pulumi/pulumi/proto/status_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js'
import { writeProvider } from '../../scripts/bundle-provider.ts'
import { PROJECT, STACK, startTestEngine, type Recording, type TestEngine } from '../components/monitor.ts'
import { readable } from '../components/values.ts'

/** The provider as it is shipped, running. */
export interface RunningProvider {
  /** Its process. */
  readonly pid: number
  version(): Promise<string>
  schema(): Promise<string>
  /** Makes a component, as the engine does for a program in another language. */
  construct(request: ConstructRequest): Promise<Constructed>
  /** Makes several at the same time, in one program. */
  constructAll(...requests: readonly ConstructRequest[]): Promise<readonly PromiseSettledResult<Constructed>[]>
  stop(): Promise<void>
}

/** What a program asked for. */
export interface ConstructRequest {
  readonly type: string
  readonly name: string
  /** As they are on the wire; see `unknownOutput` and the like. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** URNs that an input depends on, by input. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>
  readonly preview?: boolean
  readonly parent?: string
  readonly protect?: boolean
  readonly aliases?: readonly string[]
  /** References by package. */
  readonly providers?: Readonly<Record<string, string>>
}

/** What became of it. */
export interface Constructed extends Recording {
  readonly urn: string
  /** What the component gives, as far as it is known; see `readable` for the marks. */
  readonly state: Readonly<Record<string, unknown>>
}

/** What the provider answers to wrong arguments. */
export class RefusedError extends Error {
  readonly code: number
  /** By path. */
  readonly problems: Readonly<Record<string, string>>
  /** What was registered before. */
  readonly recording: Recording

  constructor(error: grpc.ServiceError, recording: Recording) {
    super(error.details, { cause: error })
    this.name = 'RefusedError'
    this.code = error.code
    this.problems = problemsOf(error)
    this.recording = recording
  }
}

/** Builds the provider into a folder of its own and starts it; `stop` ends it and removes the folder. */
export async function startProvider(): Promise<RunningProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'crowsnest-provider-'))
  const zips = join(folder, 'zips')
  await mkdir(zips)
  for (const name of ['engine.zip', 'notifier.zip']) await writeFile(join(zips, name), 'code')
  await writeProvider(join(folder, 'plugin'), zips)
  const started = await startPlugin(join(folder, 'plugin', 'pulumi-resource-crowsnest'))
  return {
    ...started,
    stop: async () => {
      await started.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Starts an executable plugin. */
export async function startPlugin(file: string, args: readonly string[] = []): Promise<RunningProvider> {
  const process_ = spawn(file, [...args, '127.0.0.1:1'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let trouble = ''
  process_.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const port = await new Promise<string>((resolve, reject) => {
    createInterface(process_.stdout).once('line', resolve)
    process_.once('exit', (code) => reject(new Error(`${file} ended with ${code}: ${trouble}`)))
    process_.once('error', reject)
  })
  const client = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure())
  return {
    pid: process_.pid!,
    version: () =>
      new Promise((resolve, reject) => {
        client.getPluginInfo(new empty.Empty(), (error, info) => (error ? reject(error) : resolve(info.getVersion())))
      }),
    schema: () =>
      new Promise((resolve, reject) => {
        const request = new providerProto.GetSchemaRequest()
        client.getSchema(request, (error, response) => (error ? reject(error) : resolve(response.getSchema())))
      }),
    construct: async (request) => {
      const [result] = await constructAll(client, [request])
      if (result!.status === 'rejected') throw result!.reason
      return result!.value
    },
    constructAll: (...requests) => constructAll(client, requests),
    stop: () =>
      new Promise((resolve) => {
        client.close()
        process_.once('exit', () => resolve())
        process_.kill()
      }),
  }
}

type Client = InstanceType<typeof providerGrpc.ResourceProviderClient>

async function constructAll(
  client: Client,
  requests: readonly ConstructRequest[],
): Promise<readonly PromiseSettledResult<Constructed>[]> {
  const engine = await startTestEngine(requests[0]?.preview ?? false)
  try {
    // The engine says where it is before anything else.
    const attach = new pluginProto.PluginAttach()
    attach.setAddress(engine.address)
    await new Promise<void>((resolve, reject) => {
      client.attach(attach, (error) => (error ? reject(error) : resolve()))
    })
    return await Promise.allSettled(requests.map((request) => construct(client, engine, request)))
  } finally {
    await engine.stop()
  }
}

async function construct(
  client: Client,
  { address, recording }: TestEngine,
  { type, name, inputs, dependencies = {}, preview = false, ...options }: ConstructRequest,
): Promise<Constructed> {
  const request = new providerProto.ConstructRequest()
  request.setProject(PROJECT)
  request.setStack(STACK)
  request.setOrganization('test')
  request.setMonitorendpoint(address)
  request.setDryrun(preview)
  request.setParallel(16)
  request.setType(type)
  request.setName(name)
  request.setInputs(struct.Struct.fromJavaScript(inputs as Record<string, JavaScriptValue>))
  for (const [key, urns] of Object.entries(dependencies)) {
    const list = new providerProto.ConstructRequest.PropertyDependencies()
    list.setUrnsList([...urns])
    request.getInputdependenciesMap().set(key, list)
  }
  if (options.parent !== undefined) request.setParent(options.parent)
  if (options.protect !== undefined) request.setProtect(options.protect)
  request.setAliasesList(
    (options.aliases ?? []).map((urn) => {
      const alias = new aliasProto.Alias()
      alias.setUrn(urn)
      return alias
    }),
  )
  for (const [pkg, reference] of Object.entries(options.providers ?? {})) {
    request.getProvidersMap().set(pkg, reference)
  }
  const response = await new Promise<InstanceType<typeof providerProto.ConstructResponse>>((resolve, reject) => {
    client.construct(request, (error, answer) => (error ? reject(new RefusedError(error, recording)) : resolve(answer)))
  })
  const state = readable(response.getState()?.toJavaScript() ?? {}) as Constructed['state']
  return { urn: response.getUrn(), state, ...recording }
}

function problemsOf(error: grpc.ServiceError): Readonly<Record<string, string>> {
  const [bytes] = error.metadata.get('grpc-status-details-bin')
  if (bytes === undefined) return {}
  const details = status.Status.deserializeBinary(bytes as Buffer).getDetailsList()
  const all = details.flatMap((any) =>
    errors.InputPropertiesError.deserializeBinary(any.getValue_asU8()).getErrorsList(),
  )
  return Object.fromEntries(all.map((one) => [one.getPropertyPath(), one.getReason()]))
}
