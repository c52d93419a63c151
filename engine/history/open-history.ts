import type { ResolvedDetector } from '../../spec/index.ts'
import { resolveDeclared, RunError, type MisfitAlert } from '../run/index.ts'
import {
  commitLog,
  eventLog,
  listDetectors,
  readDeclared,
  type DeclaredDetector,
  type ObjectStore,
  type StatusReport,
} from '../state/index.ts'
import { intervalGrid, type IntervalGrid } from '../time/index.ts'
import { generationHistory, type GenerationHistory } from './generation-history.ts'
import { judgementBook, type JudgementBook } from './judgement-book.ts'

/** What detectors of a state found and did, read back for people and scripts. Keeps what it has read. */
export interface History {
  readonly store: ObjectStore
  /** Names of all declared detectors, in the order of their keys. */
  names(): Promise<readonly string[]>
  /** A detector as it is now; undefined where none of that name is declared. */
  detector(name: string): Promise<DetectorHistory | undefined>
}

/** A detector with its past. */
export interface DetectorHistory {
  readonly name: string
  /** As it was declared, where that can be told. */
  readonly description: string
  /** Null where the declaration has errors or no dataset. */
  readonly detector: ResolvedDetector | null
  /** Why `detector` is null, for people. */
  readonly problem: string | null
  /** Alerts that are declared but do not fit, so that `detector` does not have them. */
  readonly misfits: readonly MisfitAlert[]
  /** The calendar of `detector`. */
  readonly grid: IntervalGrid | null
  /** What manages the declaration, such as a Pulumi stack; null: anybody may change it. */
  readonly managedBy: string | null
  readonly report: StatusReport
  readonly judgements: JudgementBook
  /** Of the generation in force; null before the first. */
  readonly generation: GenerationHistory | null
}

/** Opens the history of a state; reads nothing yet. */
export function openHistory(store: ObjectStore): History {
  const memories = new Map<string, Memory>()
  return {
    store,
    names: () => Array.fromAsync(listDetectors(store)),
    async detector(name) {
      const [declared, report] = await Promise.all([readDeclared(store, name), eventLog(store, name, READER).status()])
      if (declared === undefined) {
        memories.delete(name)
        return undefined
      }
      const memory = memories.get(name) ?? { judgements: judgementBook(store, name) }
      memories.set(name, memory)
      return { name, report, ...declarationOf(memory, name, declared), ...pastOf(memory, store, name, report) }
    },
  }
}

/** Events are read alone, so nobody sees it. */
const READER = 'reader'

/** What is kept of a detector between two looks at it. */
interface Memory {
  readonly judgements: JudgementBook
  declaration?: { readonly text: string; readonly checked: Declaration }
  generation?: { readonly id: string; readonly history: GenerationHistory }
}

type Declaration = Pick<DetectorHistory, 'description' | 'detector' | 'problem' | 'misfits' | 'grid' | 'managedBy'>

/** Checked again only where it was changed. */
function declarationOf(memory: Memory, name: string, declared: DeclaredDetector): Declaration {
  const text = JSON.stringify(declared)
  if (memory.declaration?.text !== text) memory.declaration = { text, checked: checkDeclaration(name, declared) }
  return memory.declaration.checked
}

function checkDeclaration(name: string, declared: DeclaredDetector): Declaration {
  const { description, managedBy } = fieldsOf(declared.detector)
  const told = {
    description: typeof description === 'string' ? description : '',
    managedBy: typeof managedBy === 'string' ? managedBy : null,
  }
  try {
    const misfits: MisfitAlert[] = []
    const detector = resolveDeclared(name, declared, (misfit) => misfits.push(misfit))
    const grid = intervalGrid(detector.interval, detector.dataset.timezone)
    return { ...told, detector, problem: null, misfits, grid }
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    return { ...told, detector: null, problem: error.message, misfits: [], grid: null }
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function pastOf(
  memory: Memory,
  store: ObjectStore,
  detector: string,
  { generation }: StatusReport,
): Pick<DetectorHistory, 'judgements' | 'generation'> {
  const { judgements } = memory
  if (generation === null) return { judgements, generation: null }
  if (memory.generation?.id !== generation) {
    memory.generation = {
      id: generation,
      history: generationHistory(store, commitLog(store, { detector, generation })),
    }
  }
  return { judgements, generation: memory.generation.history }
}
