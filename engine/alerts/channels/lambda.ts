import type { AlertEvent } from '../event.ts'
import { awsError, clientOptions, type AwsOptions } from './aws.ts'

/**
 * Hands an alert to a Lambda function as its event. The call is asynchronous: Lambda has taken the alert when this
 * returns, and repeats a function that fails by its own rules.
 *
 * @param target - name or ARN, with or without version or alias
 * @returns the request's id
 * @throws {DeliveryError} AWS_REFUSED or AWS_UNAVAILABLE
 */
export async function invokeLambda(
  event: AlertEvent,
  target: string,
  options: AwsOptions,
  timeoutMs: number,
): Promise<string | null> {
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda')
  const client = new LambdaClient(clientOptions(target, options))
  try {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: target, InvocationType: 'Event', Payload: Buffer.from(event.message) }),
      { abortSignal: AbortSignal.timeout(timeoutMs) },
    )
    return answer.$metadata.requestId ?? null
  } catch (error) {
    throw awsError(target, error)
  } finally {
    client.destroy()
  }
}
