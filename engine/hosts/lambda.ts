import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../state/index.ts'
import { lambdaHandler } from './lambda/handler.ts'
import { stsOf } from './lambda/service-roles.ts'

// Every invocation needs it, and Lambda gives a function more processing power while it is initialised.
await import('@aws-sdk/client-s3')

/** The handler of the engine's Lambda function: see docs/lambda.md. */
export const handler = lambdaHandler({
  env: process.env,
  openStore,
  assumeRoleIn: stsOf,
  now: Date.now,
  newId: randomUUID,
  sleep: (milliseconds) => sleep(milliseconds),
  fetch,
  // Not console.log, which Lambda puts a frame around that CloudWatch finds no metrics in.
  writeLine: (line) => void process.stdout.write(`${line}\n`),
  aws: {},
})
