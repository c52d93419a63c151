import { commitLog, eventLog, StateError, type ObjectStore } from '../state/index.ts'

/**
 * Refuses a detector whose state a newer Crowsnest has written, before anything is written to it. Other trouble with its state is left to
 * whoever runs it.
 *
 * @throws {StateError} OBJECT_VERSION_UNKNOWN
 */
export async function refuseNewer(store: ObjectStore, detector: string): Promise<void> {
  try {
    const { generation } = await eventLog(store, detector, 'reader').status()
    if (generation !== null) await commitLog(store, { detector, generation }).latest()
  } catch (error) {
    if (!(error instanceof StateError) || error.code === 'OBJECT_VERSION_UNKNOWN') throw error
  }
}
