import { spawn } from 'node:child_process'
import { join } from 'node:path'
import grpc from '@grpc/grpc-js'
import analyzerGrpc from '@pulumi/pulumi/proto/analyzer_grpc_pb.js'
import proto from '@pulumi/pulumi/proto/analyzer_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct, { type JavaScriptValue } from 'google-protobuf/google/protobuf/struct_pb.js'
import { fakeState } from '../components/fake-aws.ts'
import type { Registered } from '../components/monitor.ts'
import { onTheWire } from '../components/values.ts'

/** A violation as the engine of Pulumi gets it. */
export interface Diagnostic {
  readonly policy: string
  /** Type and name of the resource. */
  readonly resource: string
  readonly level: 'advisory' | 'mandatory'
  readonly message: string
}

/** A running policy pack, asked as the engine of Pulumi asks it. */
export interface Analyzer {
  readonly info: InstanceType<typeof proto.AnalyzerInfo>
  /** Sets levels and settings, for all that is asked from then on. */
  configure(config: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Promise<void>
  /** What it says of each resource before it is made, and of the stack in the end. */
  judge(resources: readonly Registered[], options?: { readonly preview?: boolean }): Promise<readonly Diagnostic[]>
  stop(): void
}

type Client = InstanceType<typeof analyzerGrpc.AnalyzerClient>

const ROOT = join(import.meta.dirname, '../..')

/**
 * Starts a pack as a process of its own, from the sources.
 *
 * @param file - from the root of the repository; default the pack of this package
 */
export async function startAnalyzer(file = 'bin/policy-pack/index.js'): Promise<Analyzer> {
  const child = spawn(process.execPath, ['--conditions=crowsnest-source', join(ROOT, file), '127.0.0.1:1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: ROOT,
  })
  // A test that times out stops nothing.
  process.once('exit', () => child.kill())
  let trouble = ''
  child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()))
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
    child.once('exit', (code) => reject(new Error(`The policy pack ended with ${code}:\n${trouble}`)))
  })
  const client = new analyzerGrpc.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure())
  const info = await ask<InstanceType<typeof proto.AnalyzerInfo>>((reply) =>
    client.getAnalyzerInfo(new empty.Empty(), reply),
  )
  return {
    info,
    async configure(config) {
      const request = new proto.ConfigureAnalyzerRequest()
      for (const [name, settings] of Object.entries(config)) {
        const one = new proto.PolicyConfig()
        const policy = info.getPoliciesList().find((known) => known.getName() === name)
        if (policy === undefined) throw new Error(`The pack has no policy ${name}`)
        one.setEnforcementlevel(policy.getEnforcementlevel())
        one.setProperties(struct.Struct.fromJavaScript(settings as Record<string, JavaScriptValue>))
        request.getPolicyconfigMap().set(name, one)
      }
      await ask((reply) => client.configure(request, reply))
    },
    async judge(resources, { preview = false } = {}) {
      const alone = await Promise.all(resources.map((resource) => analyze(client, resource)))
      return [...alone.flat(), ...(await analyzeStack(client, resources, preview))]
    },
    stop() {
      client.close()
      child.kill()
    },
  }
}

async function analyze(client: Client, resource: Registered): Promise<readonly Diagnostic[]> {
  const request = new proto.AnalyzeRequest()
  request.setType(resource.type)
  request.setUrn(resource.urn)
  request.setName(resource.name)
  request.setProperties(properties(resource.inputs))
  request.setOptions(optionsOf(resource))
  const response = await ask<InstanceType<typeof proto.AnalyzeResponse>>((reply) => client.analyze(request, reply))
  return response.getDiagnosticsList().map((one) => diagnostic(one, resource.urn))
}

async function analyzeStack(
  client: Client,
  resources: readonly Registered[],
  preview: boolean,
): Promise<readonly Diagnostic[]> {
  const request = new proto.AnalyzeStackRequest()
  request.setResourcesList(
    resources.map((resource) => {
      const one = new proto.AnalyzerResource()
      one.setType(resource.type)
      one.setUrn(resource.urn)
      one.setName(resource.name)
      one.setParent(resource.parent)
      const computed = preview ? {} : fakeState(resource.type, resource.name, resource.inputs).computed
      one.setProperties(properties({ ...computed, ...resource.inputs }))
      one.setOptions(optionsOf(resource))
      one.setDependenciesList([...resource.dependencies])
      for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
        const dependencies = new proto.AnalyzerPropertyDependencies()
        dependencies.setUrnsList([...urns])
        one.getPropertydependenciesMap().set(property, dependencies)
      }
      return one
    }),
  )
  const response = await ask<InstanceType<typeof proto.AnalyzeResponse>>((reply) => client.analyzeStack(request, reply))
  return response.getDiagnosticsList().map((one) => diagnostic(one, one.getUrn()))
}

function optionsOf({ protect, parent }: Registered): InstanceType<typeof proto.AnalyzerResourceOptions> {
  const options = new proto.AnalyzerResourceOptions()
  options.setProtect(protect)
  options.setParent(parent)
  return options
}

function properties(values: Readonly<Record<string, unknown>>): InstanceType<typeof struct.Struct> {
  return struct.Struct.fromJavaScript(onTheWire(values) as Record<string, JavaScriptValue>)
}

function diagnostic(one: InstanceType<typeof proto.AnalyzeDiagnostic>, urn: string): Diagnostic {
  return {
    policy: one.getPolicyname(),
    resource: urn.split('::').slice(2).join('::').split('$').at(-1)!,
    level: one.getEnforcementlevel() === proto.EnforcementLevel.MANDATORY ? 'mandatory' : 'advisory',
    message: one.getMessage(),
  }
}

function ask<R>(call: (reply: (error: Error | null, response: R) => void) => unknown): Promise<R> {
  return new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))))
}
