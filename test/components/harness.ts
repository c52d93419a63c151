import languageProto from '@pulumi/pulumi/proto/language_pb.js'
import automation from '@pulumi/pulumi/automation/server.js'
import { PROJECT, STACK, startTestEngine, type Recording, type Registered } from './monitor.ts'

/** The language host of inline programs, which the SDK has without saying so in its types. */
const { LanguageServer } = automation as unknown as {
  readonly LanguageServer: new (program: () => Promise<unknown>) => {
    run(call: { readonly request: unknown }, reply: (error: Error | undefined) => void): Promise<void>
  }
}

/** What a program registered. */
export interface ProgramRun extends Recording {
  /** The resource with this type (or its last part, such as `Bucket`) and logical name. */
  resource(type: string, name?: string): Registered
  /** Resources below another, nearest first. */
  below(urn: string): readonly Registered[]
  /** Type, name and parent of each resource, one a line, sorted: what must not change without an alias. */
  urns(): readonly string[]
}

/**
 * Runs a Pulumi program against the engine for tests, as `pulumi up` or `pulumi preview` would against the real one.
 *
 * @throws when the program fails; the message holds what it logged
 */
export async function runProgram(program: () => unknown, { preview = false } = {}): Promise<ProgramRun> {
  const engine = await startTestEngine(preview)
  try {
    const request = new languageProto.RunRequest()
    request.setProject(PROJECT)
    request.setStack(STACK)
    request.setMonitorAddress(engine.address)
    request.setArgsList([engine.address])
    request.setDryrun(preview)
    request.setParallel(16)
    request.setOrganization('test')
    const failure = await run(program, request)
    const { errors } = engine.recording
    if (failure !== undefined || errors.length > 0) {
      throw new Error([...errors, failure?.message ?? ''].join('\n').trim(), { cause: failure })
    }
    return { ...engine.recording, ...finders(engine.recording) }
  } finally {
    await engine.stop()
  }
}

function run(
  program: () => unknown,
  request: InstanceType<typeof languageProto.RunRequest>,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    void new LanguageServer(async () => program()).run({ request }, resolve)
  })
}

function finders({ resources }: Recording): Pick<ProgramRun, 'resource' | 'below' | 'urns'> {
  return {
    resource: (type, name) => {
      const found = resources.filter(
        (one) => (one.type === type || one.type.endsWith(`:${type}`)) && (name === undefined || one.name === name),
      )
      if (found.length !== 1) {
        const all = resources.map((one) => `${one.type} ${one.name}`).join('\n')
        throw new Error(`${found.length} resources are ${type} ${name ?? ''}, not one, among\n${all}`)
      }
      return found[0]!
    },
    below: (urn) => {
      const children = resources.filter(({ parent }) => parent === urn)
      return children.flatMap((one) => [one, ...finders({ resources } as Recording).below(one.urn)])
    },
    urns: () => resources.map(({ urn }) => urn.replace(/^urn:pulumi:[^:]*::[^:]*::/, '')).toSorted(),
  }
}
