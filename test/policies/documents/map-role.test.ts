import { describe, expect, it } from 'vitest'
import {
  engineBoundary,
  engineNames,
  mapRoleArn,
  peoplePolicies,
  policiesFor,
  type Statement,
} from '../../../policies/index.ts'
import { ACCOUNT, admits, expectAccess, PLACE } from './ask.ts'
import { detector, roleOf, statementsOf } from './sample-roles.ts'

const ARN = `arn:aws:states:us-east-2:${ACCOUNT}:`
const MACHINE = `${ARN}stateMachine:crowsnest-main-map`
const FUNCTION = `arn:aws:lambda:us-east-2:${ACCOUNT}:function:crowsnest-main`

describe('the role of the state machine', () => {
  const role = roleOf('map', { map: true })

  it('calls the function of its engine, runs itself, and does nothing else', () => {
    expectAccess(
      statementsOf(role),
      {
        'the engine': ['lambda:InvokeFunction', FUNCTION],
        'its parts': ['states:StartExecution', MACHINE],
        'its own executions': ['states:DescribeExecution', `${ARN}execution:crowsnest-main-map:revenue-1`],
      },
      {
        'another function': ['lambda:InvokeFunction', `${FUNCTION}2`],
        'a version of it': ['lambda:InvokeFunction', `${FUNCTION}:1`],
        'another machine': ['states:StartExecution', `${ARN}stateMachine:crowsnest-main-map2`],
        "another machine's executions": ['states:DescribeExecution', `${ARN}execution:other:revenue-1`],
        'changing itself': ['states:UpdateStateMachine', MACHINE],
        data: ['s3:GetObject', 'arn:aws:s3:::acme-crowsnest/state/x'],
      },
    )
  })

  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html, read 2026-11-28
  it.each([
    { what: 'itself', source: MACHINE, account: ACCOUNT, may: true },
    { what: 'a part of its map', source: `${MACHINE}/Score`, account: ACCOUNT, may: true },
    { what: 'another state machine', source: `${MACHINE}2`, account: ACCOUNT, may: false },
    {
      what: 'one of another account',
      source: MACHINE.replace(ACCOUNT, '444455556666'),
      account: '444455556666',
      may: false,
    },
    { what: 'one that says another account', source: MACHINE, account: '444455556666', may: false },
  ])('is assumed for $what: $may', ({ source, account, may }) => {
    const context = { 'aws:SourceArn': source, 'aws:SourceAccount': account, 'aws:PrincipalIsAWSService': 'true' }
    expect(admits(role.trust, 'states.amazonaws.com', ['sts:AssumeRole', role.arn, context])).toBe(may)
  })

  it('is there only where the engine has a state machine, under the name that others expect', () => {
    expect(role.arn).toBe(mapRoleArn(PLACE))
    expect(policiesFor(detector(), PLACE).roles.map(({ kind }) => kind)).not.toContain('map')
  })
})

describe('the role of an engine with a state machine', () => {
  it('starts it; it looks at nothing, stops nothing and changes nothing', () => {
    expectAccess(
      statementsOf(roleOf('engine', { map: true })),
      {
        start: ['states:StartExecution', MACHINE],
      },
      {
        'start another': ['states:StartExecution', `${ARN}stateMachine:payroll`],
        look: ['states:DescribeExecution', `${ARN}execution:crowsnest-main-map:revenue-1`],
        stop: ['states:StopExecution', `${ARN}execution:crowsnest-main-map:revenue-1`],
        change: ['states:UpdateStateMachine', MACHINE],
      },
    )
  })

  it('has no such right without one', () => {
    expectAccess(statementsOf(roleOf('engine')), {}, { start: ['states:StartExecution', MACHINE] })
  })

  it('stays within the boundary, as that of the state machine does', () => {
    const [most] = engineBoundary(PLACE).statements
    const actions = [roleOf('engine', { map: true }), roleOf('map', { map: true })]
      .flatMap(statementsOf)
      .flatMap((statement) => statement.actions)
    expect(actions.filter((action) => !action.startsWith('sts:') && !most!.actions.includes(action))).toEqual([])
  })
})

describe('people around an engine with a state machine', () => {
  const role = mapRoleArn(PLACE)
  const passed = { 'iam:PassedToService': 'states.amazonaws.com' }

  it('deploy it and give it its role, and cannot start it', () => {
    expectAccess(
      rightsOf('deployer', true),
      {
        make: ['states:CreateStateMachine', MACHINE],
        'pass its role': ['iam:PassRole', role, passed],
      },
      {
        start: ['states:StartExecution', MACHINE],
        'make another': ['states:CreateStateMachine', `${MACHINE}2`],
        'pass its role to Lambda': ['iam:PassRole', role, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
        'pass it another role': ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/admin`, passed],
      },
    )
  })

  it('who operate it look at executions and stop them', () => {
    const execution = `${ARN}execution:${engineNames(PLACE).stateMachine}`
    expectAccess(
      rightsOf('operator', true),
      {
        find: ['states:ListExecutions', MACHINE],
        look: ['states:GetExecutionHistory', `${execution}:revenue-1`],
        'look at a part': ['states:GetExecutionHistory', `${execution}/Score:1`],
        'find failed parts': ['states:ListExecutions', `${ARN}mapRun:crowsnest-main-map/Score:1`],
        stop: ['states:StopExecution', `${execution}:revenue-1`],
      },
      {
        "another's": ['states:StopExecution', `${ARN}execution:payroll:1`],
        change: ['states:UpdateStateMachine', MACHINE],
      },
    )
  })

  it.each(['deployer', 'operator', 'reader'])('have no such right without one: %s', (audience) => {
    const actions = rightsOf(audience, false).flatMap((statement) => statement.actions)
    expect(actions.filter((action) => action.startsWith('states:'))).toEqual([])
    expectAccess(rightsOf(audience, false), {}, { 'pass its role': ['iam:PassRole', role, passed] })
  })
})

/** Everything that people of a kind may do around an engine, with or without a state machine. */
function rightsOf(audience: string, map: boolean): readonly Statement[] {
  const policy = peoplePolicies(PLACE, { map }).find((one) => one.audience === audience)!
  return policy.documents.flatMap(({ statements }) => statements)
}
