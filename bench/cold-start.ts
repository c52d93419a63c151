// How long the engine's function takes from its start to its first answer, under the runtime client that AWS Lambda uses, beside
// a function that does nothing; and what is shipped. AWS answers in this process, so that the function alone is measured.
import { strToU8, zipSync } from 'fflate'
import { declareSpec } from '../engine/run/index.ts'
import { memoryStore, type ObjectStore } from '../engine/state/index.ts'
import { BUNDLES, bundleFunction, type BundleName } from '../scripts/bundle.ts'
import { startFunction, type LambdaFunction } from '../test/cloud/lambda/function.ts'
import { fakeAws, type FakeAws } from '../test/engine/hosts/fake-aws.ts'
import { FUNCTION_ARN, lambdaWorld, specInAws } from '../test/engine/hosts/lambda-world.ts'
import { createSandbox, HOUR } from '../test/engine/run/sandbox.ts'

const ROUNDS = Number(process.argv[2] ?? 9)
const WARM = 100
const HISTORY = 400
const EXECUTE = { operation: 'execute', detector: 'shops' }
const EMPTY = zipSync({ 'index.mjs': strToU8('export const handler = async () => null') })

/** What a function does first. */
interface Case {
  readonly title: string
  readonly zip: Uint8Array
  readonly event: unknown
  /** The state that it finds. */
  readonly state: ObjectStore
}

const thisHour = Math.floor(Date.now() / HOUR) * HOUR
const sandbox = createSandbox({ origin: thisHour - (HISTORY + 1) * HOUR, history: HISTORY, live: 1 })
try {
  const cold = new Map<string, number[]>()
  const warm = new Map<string, number[]>()
  const processor = new Map<string, number[]>()
  const { zip } = await bundleFunction('engine')
  const due = await learnedState()
  const idle = await copyOf(due)
  await executed(idle)
  const cases: readonly Case[] = [
    { title: 'empty handler', zip: EMPTY, event: EXECUTE, state: idle },
    { title: 'engine, an event that it refuses', zip, event: { operation: 'none' }, state: idle },
    { title: 'engine, a wake-up with nothing due', zip, event: EXECUTE, state: idle },
    { title: 'engine, a wake-up that executes an interval', zip, event: EXECUTE, state: due },
  ]
  for (let round = 0; round < ROUNDS; round++) {
    for (const one of cases) {
      const aws = await fakeAws(sandbox.folder, await copyOf(one.state))
      const running = await start(one, aws)
      try {
        add(cold, one.title, (await running.invoke(one.event)).took)
        add(processor, one.title, running.processorMs())
        if (round === 0)
          for (let call = 0; call < WARM; call++) add(warm, one.title, (await running.invoke(one.event)).took)
      } finally {
        await running.stop()
        await aws.close()
      }
    }
  }
  await report(cold, processor, warm)
} finally {
  sandbox.remove()
}

/** A detector that has learned its history; one interval is due. */
async function learnedState(): Promise<ObjectStore> {
  const aws = await fakeAws(sandbox.folder)
  const store = memoryStore()
  await declareSpec(store, specInAws(sandbox))
  const world = lambdaWorld(aws, { store })
  world.time = thisHour - HOUR / 2
  await world.invoke({ operation: 'activate', detector: 'shops' })
  await world.invoke(EXECUTE)
  await aws.close()
  return store
}

async function executed(store: ObjectStore): Promise<void> {
  const aws = await fakeAws(sandbox.folder)
  const world = lambdaWorld(aws, { store })
  world.time = Date.now()
  await world.invoke(EXECUTE)
  await aws.close()
}

async function copyOf(store: ObjectStore): Promise<ObjectStore> {
  const copy = memoryStore()
  for await (const { key } of store.list('')) await copy.create(key, (await store.get(key))!.bytes)
  return copy
}

function start({ zip }: Case, aws: FakeAws): Promise<LambdaFunction> {
  return startFunction({
    zip,
    functionArn: FUNCTION_ARN,
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'engine', secretAccessKey: 'secret', sessionToken: 'token' },
    environment: { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://state/engine' },
  })
}

function add(times: Map<string, number[]>, title: string, took: number): void {
  times.set(title, [...(times.get(title) ?? []), took])
}

type Times = ReadonlyMap<string, readonly number[]>

async function report(cold: Times, processor: Times, warm: Times): Promise<void> {
  const rows = [...cold].map(([title, times]) => ({
    'first answer': title,
    'fastest ms': Math.round(Math.min(...times)),
    'median ms': Math.round(median(times)),
    'processor ms': median(processor.get(title)!),
    'warm, median ms': Math.round(median(warm.get(title)!) * 10) / 10,
  }))
  // oxlint-disable-next-line no-console
  console.table(rows)
  for (const name of Object.keys(BUNDLES) as BundleName[]) {
    const { zip, files } = await bundleFunction(name)
    const unpacked = Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0)
    process.stdout.write(`${name}.zip: ${kilobytes(zip.length)}, unpacked ${kilobytes(unpacked)}\n`)
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`
}
