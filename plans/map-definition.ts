/** A document in the Amazon States Language. */
export interface MapDefinition {
  readonly Comment: string
  readonly StartAt: string
  readonly TimeoutSeconds: number
  readonly States: Readonly<Record<string, MapState>>
}

/** A state: its type, and what that takes. */
export type MapState = Readonly<Record<string, unknown>> & { readonly Type: string }

/** Parts of a detector that run at a time: calls of the engine's function that its account has to have room for. */
export const MAP_CONCURRENCY = 40

/**
 * Intervals that one execution takes on. A longer backlog is left to the next wake-up: an execution has 25,000 events at most, of which an
 * interval takes about 30, and each repeated attempt three more.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MOST_INTERVALS = 200

/** Seconds after which an execution that hangs is given up. */
const DAY = 86_400

/** A minute more than the longest run of a function, so that Lambda says what happened. */
const TASK_TIMEOUT_SECONDS = 960

/**
 * The state machine that runs one detector's due intervals, each over many calls of the engine's function: plan, import each part of the data,
 * admit, score each shard of metrics, commit. Its input is `{ "detector": <name> }`. What a step leaves to the next lies in the state bucket;
 * the state machine carries numbers of parts alone. Any step may run twice: what it writes belongs to the execution, and the commit alone counts.
 *
 * @param functionArn - ARN of the engine's function; all is in its partition
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
 */
export function mapDefinition(functionArn: string): MapDefinition {
  const step = (name: Step, Next: string): MapState => ({
    ...callOf(functionArn, { Payload: eventOf(name) }),
    ResultSelector: { 'answer.$': '$.Payload' },
    ResultPath: `$.${name}`,
    Next,
  })
  return {
    Comment: 'Crowsnest: runs a detector that is too large for one function.',
    StartAt: 'Begin',
    TimeoutSeconds: DAY,
    States: {
      Begin: { Type: 'Pass', Parameters: { 'detector.$': '$.detector', intervals: 1 }, Next: 'Plan' },
      Plan: step('plan', 'IsDue'),
      IsDue: choice(says('plan', 'due'), 'Import'),
      Import: mapOf(functionArn, 'import', '$.plan.answer.imports', 'Admit'),
      Admit: step('admit', 'IsJudged'),
      IsJudged: choice(says('admit', 'judge'), 'Score', 'HasMoreWhenPassedOver'),
      HasMoreWhenPassedOver: choice(hasMore('admit'), 'Count'),
      Score: mapOf(functionArn, 'score', '$.admit.answer.scores', 'Commit'),
      Commit: step('commit', 'HasMore'),
      HasMore: choice(hasMore('commit'), 'Count'),
      // What the steps answered stays behind: a state has 256 KB at most.
      Count: {
        Type: 'Pass',
        Parameters: { 'detector.$': '$.detector', 'intervals.$': 'States.MathAdd($.intervals, 1)' },
        Next: 'Plan',
      },
      Done: { Type: 'Succeed' },
    },
  }
}

type Step = 'plan' | 'import' | 'admit' | 'score' | 'commit'

/** The payload of a step; the name of the execution tells the engine which run it is. */
function eventOf(step: Step): Readonly<Record<string, string>> {
  return { operation: 'map', step, 'detector.$': '$.detector', 'run.$': '$$.Execution.Name' }
}

function callOf(functionArn: string, payload: Readonly<Record<string, unknown>>): MapState {
  const [, partition = ''] = functionArn.split(':')
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Parameters: { FunctionName: functionArn, ...payload },
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Retry: RETRY,
  }
}

/** The same step for each part, as executions of their own; the first that fails for good fails the whole. */
function mapOf(functionArn: string, step: Step, ItemsPath: string, Next: string): MapState {
  const name = step === 'import' ? 'Import' : 'Score'
  return {
    Type: 'Map',
    Label: name,
    ItemsPath,
    ItemSelector: { ...eventOf(step), 'part.$': '$$.Map.Item.Value' },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: `${name}Part`,
      States: {
        [`${name}Part`]: {
          ...callOf(functionArn, { 'Payload.$': '$' }),
          // Of all parts together, what they put out has to fit into 256 KB.
          OutputPath: null,
          End: true,
        },
      },
    },
    MaxConcurrency: MAP_CONCURRENCY,
    ToleratedFailureCount: 0,
    ResultPath: null,
    Next,
  }
}

type Test = Readonly<Record<string, unknown>>

function choice(test: Test, Next: string, Default = 'Done'): MapState {
  return { Type: 'Choice', Choices: [{ ...test, Next }], Default }
}

function says(step: Step, what: string): Test {
  return { Variable: `$.${step}.answer.${what}`, BooleanEquals: true }
}

function hasMore(step: Step): Test {
  return { And: [says(step, 'more'), { Variable: '$.intervals', NumericLessThan: MOST_INTERVALS }] }
}

/**
 * What Lambda says of itself passes by; of what the engine says, some does too, such as a source that does not answer.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
const RETRY = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
    MaxAttempts: 5,
  },
  { ErrorEquals: ['States.TaskFailed', 'States.Timeout'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 2 },
]
