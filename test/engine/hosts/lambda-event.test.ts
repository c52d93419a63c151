import { describe, expect, it } from 'vitest'
import { readEvent } from '../../../engine/hosts/lambda/engine-event.ts'
import { readSettings, placeOf } from '../../../engine/hosts/lambda/settings.ts'

const EXECUTE = { operation: 'execute', detector: 'revenue' }
const BACKTEST = { operation: 'backtest', detector: 'revenue' }

describe('readEvent', () => {
  it.each([
    [EXECUTE, EXECUTE],
    [
      { operation: 'activate', detector: 'a_B-9' },
      { operation: 'activate', detector: 'a_B-9', deployment: null },
    ],
    // https://www.pulumi.com/registry/packages/aws/api-docs/lambda/invocation/: lifecycleScope CRUD adds `tf`
    [
      { operation: 'activate', detector: 'revenue', trigger: 7, tf: { action: 'update', prev_input: EXECUTE } },
      { operation: 'activate', detector: 'revenue', deployment: 'update' },
    ],
    [
      { operation: 'deactivate', detector: 'revenue', tf: { action: 'delete' } },
      { operation: 'deactivate', detector: 'revenue', deployment: 'delete' },
    ],
    [BACKTEST, { ...BACKTEST, deployment: null, maxAlertsPerWeek: null, threshold: null }],
    [
      { ...BACKTEST, maxAlertsPerWeek: 0, threshold: 100 },
      { ...BACKTEST, deployment: null, maxAlertsPerWeek: 0, threshold: 100 },
    ],
    [
      { ...BACKTEST, maxAlertsPerWeek: null },
      { ...BACKTEST, deployment: null, maxAlertsPerWeek: null, threshold: null },
    ],
  ])('takes %j', (event, expected) => {
    expect(readEvent(event)).toEqual(expected)
  })

  it.each([
    [undefined, 'EVENT_INVALID', 'it is not an object'],
    [null, 'EVENT_INVALID', 'it is not an object'],
    ['execute', 'EVENT_INVALID', 'it is not an object'],
    [[EXECUTE], 'EVENT_INVALID', 'it is not an object'],
    [{}, 'OPERATION_UNKNOWN', 'nothing is not an operation. Use execute, activate, deactivate, backtest, map.'],
    [{ operation: 'exectue', detector: 'a' }, 'OPERATION_UNKNOWN', 'Did you mean execute?'],
    [{ operation: 'toString', detector: 'a' }, 'OPERATION_UNKNOWN', '"toString" is not an operation'],
    [{ operation: 'execute' }, 'EVENT_INVALID', 'it names no detector'],
    [{ operation: 'execute', detector: '../other' }, 'EVENT_INVALID', '"../other" is not the name of a detector'],
    [{ operation: 'execute', detector: 7 }, 'EVENT_INVALID', '7 is not the name of a detector'],
    [{ ...EXECUTE, maxAlertsPerWeek: 1 }, 'EVENT_INVALID', '"maxAlertsPerWeek" is not a key of execute'],
    [{ ...BACKTEST, maxAlertPerWeek: 1 }, 'EVENT_INVALID', 'Did you mean maxAlertsPerWeek?'],
    [{ ...BACKTEST, maxAlertsPerWeek: '3' }, 'EVENT_INVALID', 'maxAlertsPerWeek is "3", not a number from 0'],
    [{ ...BACKTEST, maxAlertsPerWeek: -1 }, 'EVENT_INVALID', 'not a number from 0'],
    [{ ...BACKTEST, threshold: 101 }, 'EVENT_INVALID', 'threshold is 101, not a number from 0 to 100'],
    [{ ...EXECUTE, operation: 'activate', tf: { action: 'destroy' } }, 'EVENT_INVALID', 'tf.action is none of'],
    [{ ...EXECUTE, operation: 'activate', tf: null }, 'EVENT_INVALID', 'tf.action is none of'],
  ])('refuses %j: %s', (event, code, says) => {
    expect(() => readEvent(event)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }))
  })
})

const ENV = { CROWSNEST_ENGINE: 'main', CROWSNEST_STATE: 's3://state/engine' }

describe('readSettings', () => {
  it.each([
    [ENV, { engine: 'main', state: 's3://state/engine', consoleUrl: null, level: 'INFO' }],
    [
      { ...ENV, CROWSNEST_CONSOLE_URL: '', CROWSNEST_LOG_LEVEL: '' },
      { consoleUrl: null, level: 'INFO' },
    ],
    [
      { ...ENV, CROWSNEST_CONSOLE_URL: 'https://a.example/b//', CROWSNEST_LOG_LEVEL: 'debug' },
      { consoleUrl: 'https://a.example/b', level: 'DEBUG' },
    ],
  ])('reads %j', (env, expected) => {
    expect(readSettings(env)).toMatchObject(expected)
  })

  it.each([
    [{}, 'CROWSNEST_STATE is not set'],
    [{ ...ENV, CROWSNEST_ENGINE: undefined }, 'CROWSNEST_ENGINE is not set'],
    [{ ...ENV, CROWSNEST_STATE: '/tmp/state' }, 'in AWS the state is in S3'],
    [{ ...ENV, CROWSNEST_CONSOLE_URL: 'crowsnest.example' }, 'is not an address that begins with https://'],
    [{ ...ENV, CROWSNEST_LOG_LEVEL: 'loud' }, 'is "loud", which is none of debug, info, warn and error'],
  ])('refuses %j', (env, says) => {
    expect(() => readSettings(env)).toThrow(
      expect.objectContaining({ code: 'ENVIRONMENT_INVALID', message: expect.stringContaining(says) }),
    )
  })
})

describe('placeOf', () => {
  it.each([
    ['arn:aws:lambda:us-east-1:111122223333:function:crowsnest-main', 'aws', 'us-east-1'],
    ['arn:aws-cn:lambda:cn-north-1:111122223333:function:crowsnest-main:live', 'aws-cn', 'cn-north-1'],
  ])('reads %s', (arn, partition, region) => {
    expect(placeOf(arn)).toEqual({ partition, region, account: '111122223333' })
  })

  it.each([undefined, '', 'crowsnest-main', 'arn:aws:iam::111122223333:role/x'])('refuses %j', (arn) => {
    expect(() => placeOf(arn)).toThrow(expect.objectContaining({ code: 'FUNCTION_ARN_INVALID' }))
  })
})
