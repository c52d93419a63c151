import { eventLog, firstRemains, hasEvents } from '../../state/index.ts'
import type { ApiHost } from '../api-host.ts'
import { conflict, type ApiError } from '../wire/index.ts'
import { detectorNamed } from './found-detector.ts'

/**
 * A name is free again when a deletion is complete: it removes the events after what is declared. What is left all the same, such as an alert that
 * another process declared meanwhile, would become part of the new detector.
 *
 * @throws {ApiError} ConflictException
 */
export async function refuseName(host: ApiHost, name: string, arn: string): Promise<void> {
  if ((await detectorNamed(host, name)) !== null) {
    const { status } = await eventLog(host.store, name, host.writer).status()
    throw status === 'DELETING' ? beingDeleted(name, arn) : nameTaken(name, arn)
  }
  if (await hasEvents(host.store, name)) throw beingDeleted(name, arn)
  const left = await firstRemains(host.store, name)
  if (left === undefined) return
  const message =
    `There is ${left} already: of an earlier detector "${name}", or declared for a later one. ` +
    'Delete it, or choose another name.'
  throw conflict('AnomalyDetector', arn, message)
}

/** There is a detector of that name. */
export function nameTaken(name: string, arn: string): ApiError {
  return conflict('AnomalyDetector', arn, `There is a detector "${name}" already. Choose another name, or update it.`)
}

function beingDeleted(name: string, arn: string): ApiError {
  const message = `The detector "${name}" is being deleted. Its name is free again when that is done.`
  return conflict('AnomalyDetector', arn, message)
}
