import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionOutput,
} from '@aws-sdk/client-sfn'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { planEngine } from '../../../plans/index.ts'
import type { Emulator } from '../emulator.ts'
import { installMiniStack, MINISTACK_ACCOUNT, miniStackOptions, startMiniStack } from '../ministack.ts'

/** What the state machine tells the function of the engine. */
interface MapEvent {
  readonly operation: string
  readonly step: string
  readonly detector: string
  readonly run: string
  readonly part?: number
}

const PLACE = { partition: 'aws', region: 'us-east-1', account: MINISTACK_ACCOUNT }
const PLAN = planEngine({ name: 'main', map: true }, PLACE)

/** Asks the test what to answer: the stub of an engine. */
const STUB = `export async function handler(event) {
  const answer = await fetch(process.env.ASK, { method: 'POST', body: JSON.stringify(event) })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(text)
  return JSON.parse(text)
}`

let emulator: Emulator
let sfn: SFNClient
let events: MapEvent[]
let answerTo: (event: MapEvent, before: number) => unknown
const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(pieces).toString()) as MapEvent
    const before = events.filter((one) => JSON.stringify(one) === JSON.stringify(event)).length
    events.push(event)
    try {
      response.end(JSON.stringify(answerTo(event, before)))
    } catch (error) {
      response.statusCode = 500
      response.end((error as Error).message)
    }
  })
})

beforeAll(async () => {
  installMiniStack()
  emulator = await startMiniStack({ waitScale: 0 })
  sfn = new SFNClient(miniStackOptions(emulator))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await createStub(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const { name, definition, roleArn } = PLAN.map!
  await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn, type: 'STANDARD' }))
})
afterAll(async () => {
  server.close()
  await emulator?.stop()
})
beforeEach(() => {
  events = []
})

describe("the state machine's definition on MiniStack", () => {
  it('plans, imports and scores each part, commits, and begins again until nothing is due', async () => {
    let intervals = 2
    answerTo = ({ step }) => {
      switch (step) {
        case 'plan':
          return { due: intervals > 0, imports: intervals > 0 ? [0, 1] : [], more: intervals > 0 }
        case 'admit':
          return { judge: true, scores: [0, 1, 2], more: true }
        case 'commit':
          intervals--
          return { more: true }
        default:
          return {}
      }
    }
    const { status } = await run('twice')
    expect(status).toBe('SUCCEEDED')
    const interval = ['plan', 'import 0', 'import 1', 'admit', 'score 0', 'score 1', 'score 2', 'commit']
    expect(stepsInOrder()).toEqual([...interval, ...interval, 'plan'])
  })

  it('tells each call what it is: the operation, the step, the detector, the run and the part, and no more', async () => {
    answerTo = ONE_INTERVAL
    await run('payloads')
    const common = { operation: 'map', detector: 'revenue', run: 'payloads' }
    expect(events.toSorted(byStep)).toEqual(
      [
        { ...common, step: 'plan' },
        { ...common, step: 'import', part: 0 },
        { ...common, step: 'import', part: 1 },
        { ...common, step: 'admit' },
        { ...common, step: 'score', part: 0 },
        { ...common, step: 'score', part: 1 },
        { ...common, step: 'commit' },
      ].toSorted(byStep),
    )
  })

  it('does nothing more where nothing is due', async () => {
    answerTo = () => ({ operation: 'map', step: 'plan', detector: 'revenue', due: false, imports: [], more: false })
    expect((await run('idle')).status).toBe('SUCCEEDED')
    expect(stepsInOrder()).toEqual(['plan'])
  })

  it('goes on to the next interval where one was passed over, and ends where there is none', async () => {
    let passed = 0
    answerTo = ({ step }) =>
      step === 'plan'
        ? { due: true, imports: [0], more: true }
        : step === 'admit'
          ? { judge: false, scores: [], more: ++passed < 2 }
          : {}
    expect((await run('passed-over')).status).toBe('SUCCEEDED')
    expect(stepsInOrder()).toEqual(['plan', 'import 0', 'admit', 'plan', 'import 0', 'admit'])
  })

  it('takes an interval without data to import', async () => {
    answerTo = (event) => (event.step === 'plan' ? { due: true, imports: [], more: false } : ONE_INTERVAL(event))
    expect((await run('no-imports')).status).toBe('SUCCEEDED')
    expect(stepsInOrder()).toEqual(['plan', 'admit', 'score 0', 'score 1', 'commit'])
  })

  it('repeats a step that failed, and a part alone: twice more', async () => {
    answerTo = (event, before) => {
      if (event.step === 'commit' && before < 2) throw new Error('lost')
      if (event.step === 'score' && event.part === 1 && before < 2) throw new Error('lost')
      return ONE_INTERVAL(event)
    }
    expect((await run('repeated')).status).toBe('SUCCEEDED')
    expect(counts()).toEqual({ plan: 1, 'import 0': 1, 'import 1': 1, admit: 1, 'score 0': 1, 'score 1': 3, commit: 3 })
  })

  it('fails as a whole where a part keeps failing, and commits nothing', async () => {
    answerTo = (event) => {
      if (event.step === 'score' && event.part === 0) throw new Error('the shard is broken')
      return ONE_INTERVAL(event)
    }
    const failed = await run('broken-part')
    expect(failed).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' })
    expect(counts()).toMatchObject({ 'score 0': 3, 'score 1': 1 })
    expect(events.filter(({ step }) => step === 'commit')).toEqual([])
  })

  it('runs parts as executions of the map of their label, where people find those that failed', async () => {
    answerTo = (event) => {
      if (event.step === 'import' && event.part === 1) throw new Error('no such file')
      return ONE_INTERVAL(event)
    }
    const { executionArn } = await run('to-be-found')
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }))
    expect(mapRuns).toHaveLength(1)
    const { mapRunArn } = mapRuns[0]!
    expect(mapRunArn).toContain(`:mapRun:${PLAN.map!.name}/Import:`)
    const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn }))
    expect(itemCounts).toMatchObject({ total: 2, succeeded: 1, failed: 1 })
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' }))
    const [part] = executions
    expect(part!.executionArn).toContain(`:execution:${PLAN.map!.name}/Import:`)
    const child = await sfn.send(new DescribeExecutionCommand({ executionArn: part!.executionArn }))
    expect(JSON.parse(child.input!)).toMatchObject({ step: 'import', part: 1, run: 'to-be-found' })
    expect(child.cause).toContain('no such file')
  })

  // The same definition but for the number, as two hundred intervals take half a minute here.
  it('leaves a backlog to the next wake-up after 200 intervals: of three, the third', async () => {
    const { definition, roleArn } = PLAN.map!
    const short = definition.replaceAll('"NumericLessThan":200', '"NumericLessThan":3')
    expect(short).not.toBe(definition)
    const { stateMachineArn } = await sfn.send(
      new CreateStateMachineCommand({ name: 'short', definition: short, roleArn }),
    )
    answerTo = ({ step }) =>
      step === 'plan' ? { due: true, imports: [], more: true } : { judge: false, scores: [], more: true }
    expect((await run('backlog', stateMachineArn)).status).toBe('SUCCEEDED')
    expect(counts()).toEqual({ plan: 3, admit: 3 })
  })

  it('keeps the outputs of parts so small that ten thousand fit', async () => {
    answerTo = (event) => (event.step === 'import' ? { filler: 'x'.repeat(10_000) } : ONE_INTERVAL(event))
    const { executionArn } = await run('small')
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }))
    for (const { mapRunArn } of mapRuns) {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn }))
      for (const { executionArn: part } of executions) {
        const { output } = await sfn.send(new DescribeExecutionCommand({ executionArn: part }))
        expect(output!.length * 10_000).toBeLessThan(262_144)
      }
    }
    expect(mapRuns).toHaveLength(2)
  })

  it('refuses an execution of a name that there is, by which the engine starts each once', async () => {
    answerTo = ONE_INTERVAL
    await run('revenue-0a1b2c3d-1-1')
    await expect(start('revenue-0a1b2c3d-1-1', { detector: 'other' })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    })
  })
})

function ONE_INTERVAL({ step }: MapEvent): unknown {
  if (step === 'plan') return { due: true, imports: [0, 1], more: false }
  if (step === 'admit') return { judge: true, scores: [0, 1], more: false }
  return step === 'commit' ? { more: false } : {}
}

async function createStub(ASK: string): Promise<void> {
  const client = new LambdaClient(miniStackOptions(emulator))
  const FunctionName = PLAN.functionName
  await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: PLAN.roleArn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 30,
      Code: { ZipFile: zipSync({ 'index.mjs': strToU8(STUB) }) },
      Environment: { Variables: { ASK } },
    }),
  )
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 20, minDelay: 1 }, { FunctionName })
}

async function start(name: string, input: object, stateMachineArn = PLAN.map!.arn): Promise<string> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  )
  return executionArn!
}

/** Runs the detector to the end of its execution. */
async function run(name: string, stateMachineArn?: string): Promise<DescribeExecutionOutput> {
  const executionArn = await start(name, { detector: 'revenue' }, stateMachineArn)
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    if (execution.status !== 'RUNNING') return execution
    await delay(50)
  }
}

function nameOf({ step, part }: MapEvent): string {
  return part === undefined ? step : `${step} ${part}`
}

/** What was called, the parts of a map, which run at once, in their order. */
function stepsInOrder(): readonly string[] {
  const groups: MapEvent[][] = []
  for (const event of events) {
    if (groups.at(-1)?.[0]?.step === event.step) groups.at(-1)!.push(event)
    else groups.push([event])
  }
  return groups.flatMap((group) => group.map(nameOf).toSorted())
}

function counts(): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(events, nameOf)].map(([name, all]) => [name, all.length]))
}

function byStep(a: MapEvent, b: MapEvent): number {
  return nameOf(a) < nameOf(b) ? -1 : 1
}
