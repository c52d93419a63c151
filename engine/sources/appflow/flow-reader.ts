import type { AppflowClient, ExecutionRecord } from '@aws-sdk/client-appflow'
import type { ResolvedAppFlow } from '../../../spec/index.ts'
import { regionOf, type AwsOptions } from '../aws-options.ts'
import { bucketOf } from '../s3-store.ts'
import { SourceError } from '../source-error.ts'
import { appflowError, flowPlace } from './appflow-error.ts'
import { destinationsOf, flowOf, runOf, s3Folder, type Flow, type FlowRun } from './flow.ts'

/** Looks flows and their runs up in AppFlow. */
export interface FlowReader {
  /** @throws {SourceError} FLOW_MISSING, FLOW_ELSEWHERE and those of the service */
  flow(signal?: AbortSignal): Promise<Flow>
  /**
   * The runs that began at or after a moment and, where there is one, the finished run before them. Others may be among them.
   *
   * @param from - epoch milliseconds
   * @throws {SourceError}
   */
  runsSince(from: number, signal?: AbortSignal): Promise<readonly FlowRun[]>
}

/** The most that AppFlow gives at once. */
const RUNS_PER_PAGE = 100

/** Asks AppFlow; its SDK is loaded when it is first used. */
export function flowReader(source: ResolvedAppFlow, options: AwsOptions): FlowReader {
  let loading: Promise<Sdk> | undefined
  const sdk = (): Promise<Sdk> => (loading ??= loadSdk(options))
  const flowName = source.flow

  async function asked<Answer>(ask: (sdk: Sdk) => Promise<Answer>, signal?: AbortSignal): Promise<Answer> {
    const loaded = await sdk()
    try {
      return await ask(loaded)
    } catch (error) {
      signal?.throwIfAborted()
      throw await appflowError(error, flowName, loaded)
    }
  }

  return {
    async flow(signal) {
      const answer = await asked(
        ({ client, DescribeFlowCommand }) => client.send(new DescribeFlowCommand({ flowName }), sendOptions(signal)),
        signal,
      )
      const destination = folderOf(source.destination)
      const destinations = destinationsOf(answer)
      if (!destinations.includes(destination)) {
        throw new SourceError('FLOW_ELSEWHERE', flowPlace(flowName), { destination: destinations.join(' and ') })
      }
      return flowOf(flowName, answer, destination)
    },
    runsSince(from, signal) {
      return asked(async ({ client, paginateDescribeFlowExecutionRecords }) => {
        const runs: FlowRun[] = []
        let newestFirst = true
        const pages = paginateDescribeFlowExecutionRecords(
          { client, pageSize: RUNS_PER_PAGE },
          { flowName },
          sendOptions(signal),
        )
        for await (const { flowExecutions = [] } of pages) {
          for (const run of flowExecutions.flatMap(understood)) {
            newestFirst &&= run.startedAt <= (runs.at(-1)?.startedAt ?? Infinity)
            runs.push(run)
          }
          // The order is not documented: only where a page has kept it, nothing that matters can follow.
          const last = runs.at(-1)
          if (newestFirst && runs.length > 1 && last !== undefined && isBefore(last, from)) return runs
        }
        return runs
      }, signal)
    },
  }
}

/**
 * The folder in S3 that a flow delivers to, the first where there are several.
 *
 * @returns `s3://<bucket>/<prefix>/`
 * @throws {SourceError} FLOW_MISSING, FLOW_ELSEWHERE and those of the service
 */
export async function flowDestination(flowName: string, options: AwsOptions, signal?: AbortSignal): Promise<string> {
  const sdk = await loadSdk(options)
  try {
    const answer = await sdk.client.send(new sdk.DescribeFlowCommand({ flowName }), sendOptions(signal))
    const destinations = destinationsOf(answer)
    const folder = destinations.find((destination) => destination.startsWith('s3://'))
    if (folder !== undefined) return folder
    throw new SourceError('FLOW_ELSEWHERE', flowPlace(flowName), { destination: destinations.join(' and ') })
  } catch (error) {
    signal?.throwIfAborted()
    throw await appflowError(error, flowName, sdk)
  }
}

/** Whether a run, and so all before it, brought nothing from a moment on. */
function isBefore({ state, startedAt, pulled }: FlowRun, from: number): boolean {
  return state === 'DONE' && startedAt < from && (pulled.end ?? startedAt) <= from
}

function understood(record: ExecutionRecord): readonly FlowRun[] {
  const run = runOf(record)
  return run === undefined ? [] : [run]
}

/** The spec's destination, written as those of flows are. */
function folderOf(url: string): string {
  const bucket = bucketOf(url)
  return s3Folder(bucket, url.slice(`s3://${bucket}`.length))
}

function sendOptions(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

interface Sdk extends Pick<
  typeof import('@aws-sdk/client-appflow'),
  'DescribeFlowCommand' | 'paginateDescribeFlowExecutionRecords'
> {
  readonly client: AppflowClient
  /** Region in use, undefined when none is known. */
  readonly region: () => Promise<string | undefined>
}

async function loadSdk(options: AwsOptions): Promise<Sdk> {
  const { AppflowClient, DescribeFlowCommand, paginateDescribeFlowExecutionRecords } =
    await import('@aws-sdk/client-appflow')
  const client = new AppflowClient({ maxAttempts: 4, ...options })
  return {
    client,
    DescribeFlowCommand,
    paginateDescribeFlowExecutionRecords,
    region: () => regionOf(client),
  }
}
