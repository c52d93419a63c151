import { describe, expect, it } from 'vitest'
import { mapDefinition, planEngine, type MapDefinition, type MapState } from '../../plans/index.ts'
import { PLACES } from '../../scripts/every-policy.ts'

const FUNCTION = 'arn:aws:lambda:us-east-2:111122223333:function:crowsnest-main'
const DEFINITION = mapDefinition(FUNCTION)

/** Every state at any depth, by its name. */
function statesOf({ States }: Pick<MapDefinition, 'States'>): readonly (readonly [string, MapState])[] {
  return Object.entries(States).flatMap(([name, state]) => {
    const inner = state['ItemProcessor'] as MapDefinition | undefined
    return [[name, state] as const, ...(inner === undefined ? [] : statesOf(inner))]
  })
}

/** Where an execution goes from a state. */
function nextOf(state: MapState): readonly string[] {
  const choices = (state['Choices'] ?? []) as readonly { readonly Next: string }[]
  const all = [...choices.map(({ Next }) => Next), state['Default'], state['Next']]
  return all.filter((name) => typeof name === 'string')
}

const ALL = statesOf(DEFINITION)
const TASKS = ALL.filter(([, { Type }]) => Type === 'Task')
const MAPS = ALL.filter(([, { Type }]) => Type === 'Map')
const state = (name: string): MapState => DEFINITION.States[name]!

describe('mapDefinition', () => {
  it('reaches every state from the first, and none that there is not', () => {
    const reached = new Set<string>()
    const open = [DEFINITION.StartAt]
    while (open.length > 0) {
      const name = open.pop()!
      if (reached.has(name)) continue
      reached.add(name)
      expect(DEFINITION.States).toHaveProperty(name)
      open.push(...nextOf(state(name)))
    }
    expect([...reached].toSorted()).toEqual(Object.keys(DEFINITION.States).toSorted())
  })

  it('ends in success alone: what fails fails the execution', () => {
    const last = Object.entries(DEFINITION.States).filter(([, one]) => nextOf(one).length === 0)
    expect(last).toEqual([['Done', { Type: 'Succeed' }]])
    expect(ALL.filter(([, one]) => 'Catch' in one)).toEqual([])
  })

  it('has a way on from each choice, whatever the engine answers', () => {
    const choices = ALL.filter(([, { Type }]) => Type === 'Choice').map(([name, one]) => [name, nextOf(one)])
    expect(Object.fromEntries(choices)).toEqual({
      IsDue: ['Import', 'Done'],
      IsJudged: ['Score', 'HasMoreWhenPassedOver'],
      HasMoreWhenPassedOver: ['Count', 'Done'],
      HasMore: ['Count', 'Done'],
    })
  })

  it('plans, imports, admits, scores and commits, and begins again', () => {
    const order = ['Begin', 'Plan', 'IsDue', 'Import', 'Admit', 'IsJudged', 'Score', 'Commit', 'HasMore', 'Count']
    for (const [index, name] of order.entries()) {
      expect(nextOf(state(name))[0]).toBe(order[index + 1] ?? 'Plan')
    }
  })

  // The keys are those that the engine's function takes: engine/hosts/lambda.
  it.each(['plan', 'admit', 'commit'])('asks the function to %s, and says which detector and run', (step) => {
    const [, task] = TASKS.find(([name]) => name.toLowerCase() === step)!
    expect(task['Parameters']).toEqual({
      FunctionName: FUNCTION,
      Payload: { operation: 'map', step, 'detector.$': '$.detector', 'run.$': '$$.Execution.Name' },
    })
    expect(task).toMatchObject({ ResultSelector: { 'answer.$': '$.Payload' }, ResultPath: `$.${step}` })
  })

  it.each([
    { map: 'Import', step: 'import', items: '$.plan.answer.imports' },
    { map: 'Score', step: 'score', items: '$.admit.answer.scores' },
  ])('asks the function to $step each part, as an execution of its own', ({ map, step, items }) => {
    const found = state(map)
    expect(found).toMatchObject({
      Label: map,
      ItemsPath: items,
      ItemSelector: {
        operation: 'map',
        step,
        'detector.$': '$.detector',
        'run.$': '$$.Execution.Name',
        'part.$': '$$.Map.Item.Value',
      },
      MaxConcurrency: 40,
      ToleratedFailureCount: 0,
      ResultPath: null,
    })
    const inner = found['ItemProcessor'] as MapDefinition
    expect(inner).toMatchObject({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } })
    const part = inner.States[inner.StartAt]!
    expect(part['Parameters']).toEqual({ FunctionName: FUNCTION, 'Payload.$': '$' })
    // 256 KB for the outputs of all parts: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    expect(part['OutputPath']).toBeNull()
    expect(Object.keys(found['ItemSelector'] as object).toSorted()).toEqual(
      ['detector.$', 'operation', 'part.$', 'run.$', 'step'].toSorted(),
    )
  })

  it('repeats every call: Lambda five times, the engine twice', () => {
    expect(TASKS).toHaveLength(5)
    for (const [name, task] of TASKS) {
      const retry = task['Retry'] as readonly {
        readonly ErrorEquals: readonly string[]
        readonly MaxAttempts: number
      }[]
      const attempts = Object.fromEntries(retry.flatMap((one) => one.ErrorEquals.map((of) => [of, one.MaxAttempts])))
      expect([name, attempts]).toEqual([
        name,
        {
          'Lambda.ServiceException': 5,
          'Lambda.AWSLambdaException': 5,
          'Lambda.SdkClientException': 5,
          'Lambda.TooManyRequestsException': 5,
          'States.TaskFailed': 2,
          'States.Timeout': 2,
        },
      ])
      expect(task['TimeoutSeconds']).toBeGreaterThan(900)
    }
    expect(DEFINITION.TimeoutSeconds).toBe(86_400)
  })

  it('calls nothing but the function of its engine, in its partition', () => {
    const arns = JSON.stringify(mapDefinition(FUNCTION.replace('aws:', 'aws-cn:'))).match(/arn:[^"]+/g)
    expect([...new Set(arns)].toSorted()).toEqual([
      FUNCTION.replace('aws:', 'aws-cn:'),
      'arn:aws-cn:states:::lambda:invoke',
    ])
  })

  it('stays below the most events of an execution, with an attempt of each call repeated', () => {
    const most = [hasMore('HasMore'), hasMore('HasMoreWhenPassedOver')]
    expect(new Set(most).size).toBe(1)
    // Five events of a task and three more for an attempt, four of a map, two of a choice or pass.
    const ofInterval = 3 * (5 + 3) + 2 * 4 + 4 * 2
    expect(most[0]! * ofInterval).toBeLessThan(25_000 / 2)
  })

  it('is in ASCII, and far below a megabyte', () => {
    const text = JSON.stringify(DEFINITION)
    expect(text).toMatch(/^[\u0020-\u007E]*$/)
    expect(text.length).toBeLessThan(10_000)
    expect(MAPS.every(([, one]) => String(one['Label']).length <= 40)).toBe(true)
  })
})

/** Intervals after which a choice ends the execution. */
function hasMore(name: string): number {
  const [{ And }] = state(name)['Choices'] as [{ readonly And: readonly { readonly NumericLessThan?: number }[] }]
  return And.find(({ NumericLessThan }) => NumericLessThan !== undefined)!.NumericLessThan!
}

describe.each(PLACES)('planEngine with a map, in $partition,', (place) => {
  const plan = planEngine({ name: 'main', map: true }, place)

  it('tells the function which state machine is its own', () => {
    expect(plan.map!.arn).toBe(
      `arn:${place.partition}:states:${place.region}:${place.account}:stateMachine:crowsnest-main-map`,
    )
    expect(plan.environment['CROWSNEST_STATE_MACHINE']).toBe(plan.map!.arn)
    expect(plan.map!.definition).toBe(JSON.stringify(mapDefinition(plan.functionArn)))
  })

  it('reports its role with those of the engine', () => {
    const [, , map] = plan.report.roles
    expect(map).toMatchObject({ kind: 'map', arn: plan.map!.roleArn, boundary: null })
    expect(plan.engineRole.policies.map(({ name }) => name)).toContain('map')
  })
})

describe('planEngine', () => {
  it('plans no state machine that nobody asks for', () => {
    const plan = planEngine({ name: 'main' }, PLACES[0])
    expect(plan.map).toBeNull()
    expect(plan.environment).not.toHaveProperty('CROWSNEST_STATE_MACHINE')
    expect(JSON.stringify(plan.report)).not.toContain('states')
  })

  it('takes a role that exists', () => {
    const mapRoleArn = 'arn:aws:iam::111122223333:role/states'
    expect(planEngine({ name: 'main', map: true, mapRoleArn }, PLACES[0]).map!.roleArn).toBe(mapRoleArn)
  })
})
