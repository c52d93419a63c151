import type { AwsOptions } from '../../sources/index.ts'

/** Starts runs of detectors over many functions. */
export interface StateMachine {
  /**
   * Starts a run under a name that nobody else uses. A run of this name that goes on already is the same run.
   *
   * @param name - 1 .. 80 letters, digits, hyphens and underscores
   * @returns `ended`: a run of this name is over
   * @throws whatever Step Functions refuses
   */
  start(name: string, input: Readonly<Record<string, string>>): Promise<'started' | 'ended'>
}

/**
 * The state machine of an engine. Needs states:StartExecution on it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html (a repeated start)
 */
export function stateMachine(arn: string, region: string, { endpoint }: Pick<AwsOptions, 'endpoint'>): StateMachine {
  return {
    async start(name, input) {
      const sdk = await import('@aws-sdk/client-sfn')
      const client = new sdk.SFNClient({ region, ...(typeof endpoint === 'string' && { endpoint }) })
      try {
        await client.send(new sdk.StartExecutionCommand({ stateMachineArn: arn, name, input: JSON.stringify(input) }))
        return 'started'
      } catch (error) {
        if (error instanceof sdk.ExecutionAlreadyExists) return 'ended'
        throw error
      } finally {
        client.destroy()
      }
    },
  }
}
