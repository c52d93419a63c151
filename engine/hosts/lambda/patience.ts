import { SourceError } from '../../sources/index.ts'
import { StateError } from '../../state/index.ts'
import type { Invocation } from './invocation.ts'

/** Pauses before the next attempts, milliseconds: a minute and a half in all. */
const PAUSES_MS = [2_000, 4_000, 8_000, 16_000, 30_000, 30_000] as const

/** No attempt is waited for with less time than this behind the pause, milliseconds. */
const RESERVE_MS = 10_000

/**
 * Does what a deployment asks for, again where access is denied: roles and policies that were made a moment ago reach the services that
 * decide by them only after some seconds.
 *
 * @param work - can be repeated
 * @throws what `work` throws at last
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function withPatience<T>(
  { log, sleep, remaining }: Pick<Invocation, 'log' | 'sleep' | 'remaining'>,
  work: () => Promise<T>,
): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await work()
    } catch (error) {
      if (!isDenied(error) || remaining() < pause + RESERVE_MS) throw error
      log.info('Access was denied; new roles and policies take a moment, so it is tried again', {
        reason: error.message,
        seconds: pause / 1000,
      })
      await sleep(pause)
    }
  }
  return work()
}

function isDenied(error: unknown): error is Error {
  if (error instanceof StateError) return error.code === 'STORE_DENIED'
  return error instanceof SourceError && (error.code === 'ACCESS_DENIED' || error.code === 'ROLE_UNUSABLE')
}
