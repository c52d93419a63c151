import { isDeepStrictEqual } from 'node:util'
import { changePart, createPart, type DeclaredPart, readPart, removePart } from '../../state/index.ts'
import { fieldsOf } from './engine-event.ts'
import { HostError } from './host-error.ts'
import type { Invocation } from './invocation.ts'
import type { DeclareEvent } from './stack-request.ts'

/** What became of a declaration. */
export interface DeclarationSummary {
  readonly operation: 'declare'
  readonly detector: string
  readonly part: DeclaredPart['kind']
  readonly deployment: DeclareEvent['deployment']
}

/**
 * Makes, changes or takes back a declared object, as a stack wants it. What somebody else has declared is not touched; the same content a second
 * time is the same request, come twice.
 *
 * @throws {HostError} DECLARED_ELSEWHERE
 * @throws {StateError} the state cannot be written
 */
export async function declare(
  { store, detector, log }: Pick<Invocation, 'store' | 'detector' | 'log'>,
  { part, deployment, content }: DeclareEvent,
): Promise<DeclarationSummary> {
  if (deployment === 'delete') {
    await removePart(store, part)
  } else {
    // What the stack has made may have been removed by hand: then it is made anew.
    const changed = deployment === 'update' && (await changePart(store, part, () => content))
    if (!changed && !(await createPart(store, part, content))) {
      const found = await readPart(store, part)
      if (!isDeepStrictEqual(found, content)) throw declaredElsewhere(part, fieldsOf(found)['managedBy'])
    }
  }
  log.info(DONE[deployment], { part: part.kind, ...(part.kind === 'alert' && { alert: part.alert }) })
  return { operation: 'declare', detector, part: part.kind, deployment }
}

const DONE = {
  create: 'A stack has declared a part of the detector',
  update: 'A stack has changed a part of the detector',
  delete: 'A stack has taken back a part of the detector',
} as const

function declaredElsewhere(part: DeclaredPart, by: unknown): HostError {
  return new HostError({
    code: 'DECLARED_ELSEWHERE',
    detector: part.detector,
    what: part.kind === 'alert' ? `The alert "${part.alert}"` : part.kind === 'dataset' ? 'The dataset' : 'The head',
    by: typeof by === 'string' ? by : null,
  })
}
