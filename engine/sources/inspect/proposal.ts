import { DEFAULT_QUOTAS, type DetectorSpec, type SourceSpec } from '../../../spec/index.ts'
import { compileTimestampFormat } from '../../time/index.ts'
import { profileColumns } from './columns.ts'
import type { DataSample } from './data-sample.ts'
import type { Decision } from './decision.ts'
import { InspectError } from './inspect-error.ts'
import { guessInterval } from './interval-guess.ts'
import { chooseRoles } from './roles.ts'

/** A detector for data, with what speaks for each part of it. */
export interface Proposal {
  readonly detector: DetectorSpec
  readonly decisions: readonly Decision[]
}

/** Where data lies, as a spec writes it. */
export interface DataPlace {
  readonly kind: 's3' | 'folder'
  /** Path of a spec for a path below the place; empty for the place itself. */
  path(below: string): string
  /** For messages. */
  readonly name: string
}

/** History beyond these quotas of the original service makes the spec raise them. */
const { historyFiles, historyBytes } = DEFAULT_QUOTAS.PT1H

/**
 * Proposes a detector for sampled data.
 *
 * @param name - of the detector
 * @throws {InspectError} NO_TIMESTAMP, NO_MEASURE
 */
export function proposeDetector(name: string, sample: DataSample, place: DataPlace): Proposal {
  const { table, layout } = sample
  const columns = profileColumns(table)
  const folderStep = layout?.stepSeconds ?? null
  const anyRoles = chooseRoles(table, columns, Infinity)
  const { timestamp } = anyRoles
  if (timestamp?.timestamp == null) throw new InspectError('NO_TIMESTAMP', place.name, { columns: table.columns })
  const { format, otherwise } = timestamp.timestamp
  const parser = compileTimestampFormat(format, 'UTC')
  const moments = sample.runs.map((rows) =>
    rows.map((row) => parser.parseText((row[timestamp.index] ?? '').trim())).filter((moment) => !Number.isNaN(moment)),
  )
  const { interval, decision: intervalDecision } = guessInterval(moments, folderStep)
  const roles = chooseRoles(table, columns, DEFAULT_QUOTAS[interval].metrics, name)
  if (roles.measures.length === 0) throw new InspectError('NO_MEASURE', place.name, { columns: table.columns })
  const absolute = format === 'UNIX' || /[XZ]$/.test(format)
  const overQuota = layout === null && (sample.files > historyFiles || sample.bytes > historyBytes)
  const detector: DetectorSpec = {
    detector: name,
    interval,
    dataset: {
      source: sourceOf(sample, place),
      timestamp: { column: timestamp.name, format },
      timezone: 'UTC',
      measures: roles.measures,
      ...(roles.dimensions.length === 0 ? {} : { dimensions: roles.dimensions }),
    },
    ...(overQuota
      ? {
          quotas: {
            ...(sample.files > historyFiles ? { historyFiles: sample.files } : {}),
            ...(sample.bytes > historyBytes ? { historyBytes: sample.bytes } : {}),
          },
        }
      : {}),
  }
  return {
    detector,
    decisions: [
      ...table.decisions,
      {
        about: 'timestamp',
        decided: `${timestamp.name} as ${format}`,
        reason:
          otherwise === null
            ? 'it reads the times of the sample'
            : `it reads the times of the sample, but so does ${otherwise}; this one keeps them in better order`,
        sure: otherwise === null,
      },
      {
        about: 'timezone',
        decided: 'UTC',
        reason: absolute
          ? 'the times are absolute; the zone says only where hours and days begin'
          : 'the times do not say their zone; set the one that wrote them',
        sure: false,
      },
      intervalDecision,
      ...pathDecisions(sample, place),
      ...roles.decisions,
      ...sample.decisions,
    ],
  }
}

function sourceOf({ layout, historical, table }: DataSample, place: DataPlace): SourceSpec {
  const source = {
    ...(layout === null ? {} : { continuous: place.path(layout.template) }),
    ...(historical === null ? {} : { historical: place.path(historical) }),
    format: table.format,
  }
  return place.kind === 's3' ? { s3: source } : { folder: source }
}

function pathDecisions({ layout, historical, files }: DataSample, place: DataPlace): readonly Decision[] {
  const decisions: Decision[] = []
  if (layout !== null) {
    decisions.push({
      about: 'continuous',
      decided: place.path(layout.template),
      reason: `the names of ${layout.paths.length} files follow it; the folder should be named after the start of its interval`,
      sure: false,
    })
  }
  if (historical !== null) {
    const reason =
      layout === null ? `${files} ${files === 1 ? 'file' : 'files'}` : 'the files outside of the dated folders'
    decisions.push({ about: 'historical', decided: place.path(historical), reason, sure: layout === null })
  }
  return decisions
}
