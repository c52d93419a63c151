import type { SourceNode } from '../text-tree/source-node.ts'

/** A file to migrate. */
export interface MigrationFile {
  /** As the user named it. */
  readonly name: string
  readonly text: string
}

/** One document of a file. */
export interface Input {
  readonly file: string
  /** What offsets count in; null where the document stood in a text of its own within the file. */
  readonly text: string | null
  readonly root: SourceNode
}

/** What kind of document something was found in. */
export type Origin = 'cloudformation' | 'pulumi' | 'terraform' | 'api'

/** A resource of the original service as a document has it. */
export interface Found {
  readonly kind: 'AnomalyDetector' | 'MetricSet' | 'Alert'
  readonly origin: Origin
  /** How the document names it; null where it does not. */
  readonly label: string | null
  /** Its members, without functions of templates. */
  readonly node: SourceNode
  readonly input: Input
  /** What others name it by: its ARN, its name, its place in a template. */
  readonly ids: readonly string[]
  /** What it names its detector by; of a detector nothing. */
  readonly detector: readonly string[]
  /** Whether only a list named it, with some of its members. */
  readonly summary: boolean
}
