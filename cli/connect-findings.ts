import { checkSource, type CheckedSource } from '../engine/run/index.ts'
import { SourceError } from '../engine/sources/index.ts'
import { placeInSpec, withDefaults, type DetectorSpec, type Finding, type FindingLevel } from '../spec/index.ts'

/** Where a spec comes from. */
export interface SpecText {
  readonly text: string
  /** As the user named it. */
  readonly file: string
  /** Absolute folder that the spec's relative paths start from. */
  readonly baseDir: string
}

/** What the live source of a spec says. */
export interface ConnectedSpec {
  readonly findings: readonly Finding[]
  /** What was looked at and is fine, a sentence each. */
  readonly seen: readonly string[]
}

type Path = Finding['path']

/** Errors about the data itself, by the name of their class; others are ours, or the machine's. */
const DATA_ERRORS: ReadonlySet<string> = new Set(['SourceError', 'FormatError', 'DatasetError', 'TimeError'])

const HELP = 'Found by reading the source with your own credentials. docs/sources.md lists every code.'

/** Looks at the live source of a spec, and puts what it says where it belongs in the spec. */
export async function connectFindings(
  spec: DetectorSpec,
  source: SpecText,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConnectedSpec> {
  const finding = (level: FindingLevel, code: string, path: Path, message: string, args = {}): Finding => {
    // A whole source is pointed to by its kind, not by the first of its settings.
    const { line, column } = placeInSpec(source.text, path, path.length <= 3 && path[1] === 'source' ? 'key' : 'value')
    return { code, level, file: source.file, path, line, column, args, message, help: HELP }
  }
  try {
    const checked = await checkSource(withDefaults(spec), { baseDir: source.baseDir, env })
    return {
      seen: checked.seen,
      findings: [
        ...checked.warnings.map(({ code, message }) => finding('warning', code, sourcePath(spec), message)),
        ...rejections(checked).map(({ level, path, message, args }) =>
          finding(level, 'RECORDS_REJECTED', path, message, args),
        ),
      ],
    }
  } catch (error) {
    if (!(error instanceof Error) || !DATA_ERRORS.has(error.name)) throw error
    const code = 'code' in error ? String(error.code) : error.name
    const message = error.message.replace(` [${code}]`, '')
    return { seen: [], findings: [finding('error', code, pathOf(error, spec), message)] }
  }
}

interface Rejected {
  readonly level: FindingLevel
  readonly path: Path
  readonly message: string
  readonly args: Readonly<Record<string, unknown>>
}

/** Records of the sample that cannot be read: all of them are an error, some a warning. */
function rejections({ report }: CheckedSource): readonly Rejected[] {
  const { read, rejected } = report
  return report.rejections.map(({ reason, count, examples: [example] }) => {
    const shown = example?.text === undefined ? '' : `, such as "${example.text}"`
    const column = example?.column === undefined ? '' : ` in the column "${example.column}"`
    return {
      level: rejected === read ? 'error' : 'warning',
      path: ['dataset', reason.startsWith('TIMESTAMP') ? 'timestamp' : 'source'],
      message: `${count} of ${read} records of the sample are rejected: ${reason}${column}${shown}.`,
      args: { reason, count, read },
    }
  })
}

/** The part of a spec that an error is about. */
function pathOf(error: Error, spec: DetectorSpec): Path {
  if (!(error instanceof SourceError)) return ['dataset', 'source']
  const { code, trouble } = error
  if ('column' in trouble && typeof trouble.column === 'string') return columnPath(trouble.column, spec)
  const settings = Object.keys(Object.values(spec.dataset.source)[0] as object)
  const key = (SETTINGS[code] ?? []).find((name) => settings.includes(name))
  return key === undefined ? sourcePath(spec) : [...sourcePath(spec), key]
}

/** Settings of sources that errors are about; the first that the spec has. */
const SETTINGS: Readonly<Record<string, readonly string[]>> = {
  TABLE_MISSING: ['table'],
  DATABASE_MISSING: ['database'],
  DATABASE_NOT_FOUND: ['instance', 'cluster', 'workgroup'],
  SECRET_UNUSABLE: ['secret'],
  SIGN_IN_FAILED: ['secret', 'user'],
  PASSWORD_MISSING: ['passwordVariable', 'user'],
  TLS_FAILED: ['certificateAuthority', 'host'],
  UNREACHABLE: ['host', 'instance', 'cluster'],
  FLOW_MISSING: ['flow'],
  FLOW_ELSEWHERE: ['destination'],
  SCAN_LIMIT_EXCEEDED: ['bytesPerQuery'],
  METRICS_MISSING: ['namespace'],
}

function columnPath(column: string, { dataset }: DetectorSpec): Path {
  if (dataset.timestamp?.column === column) return ['dataset', 'timestamp', 'column']
  const measure = dataset.measures.findIndex((other) => other.column === column)
  if (measure >= 0) return ['dataset', 'measures', measure, 'column']
  const dimension = (dataset.dimensions ?? []).indexOf(column)
  return dimension >= 0 ? ['dataset', 'dimensions', dimension] : ['dataset']
}

function sourcePath({ dataset }: DetectorSpec): Path {
  return ['dataset', 'source', Object.keys(dataset.source)[0] ?? '']
}
