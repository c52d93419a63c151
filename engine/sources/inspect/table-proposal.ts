import { DEFAULT_QUOTAS, type DetectorSpec, type SourceSpec } from '../../../spec/index.ts'
import { compileTimestampFormat } from '../../time/index.ts'
import { profileColumns, type ColumnProfile } from './columns.ts'
import { InspectError } from './inspect-error.ts'
import { guessInterval } from './interval-guess.ts'
import type { Proposal } from './proposal.ts'
import { chooseRoles } from './roles.ts'
import type { TableLook } from './table-look.ts'

/**
 * Proposes a detector for a table of a database.
 *
 * @param name - of the detector
 * @param place - of the table, for messages
 * @throws {InspectError} NO_RECORDS, NO_TIMESTAMP, NO_MEASURE
 */
export function proposeTable(name: string, look: TableLook, source: SourceSpec, place: string): Proposal {
  const names = look.columns.map((column) => column.name)
  if (look.rows.length === 0) throw new InspectError('NO_RECORDS', place, {})
  const table = { columns: names, rows: look.rows }
  const columns = profileColumns(table)
  const timestamp = look.timestamp === null ? textTimestamp(columns) : columns[names.indexOf(look.timestamp.name)]!
  if (timestamp === undefined) throw new InspectError('NO_TIMESTAMP', place, { columns: names })
  const format = look.timestamp === null ? timestamp.timestamp!.format : null
  const { interval, decision } = guessInterval([momentsOf(look, timestamp, format)], null)
  // Other times are neither measures nor dimensions; the timestamp is chosen already.
  const times = look.columns.map(({ kind }) => kind === 'instant' || kind === 'local-time' || kind === 'date')
  const others = columns.filter((column) => column !== timestamp && !times[column.index])
  const roles = chooseRoles(table, others, DEFAULT_QUOTAS[interval].metrics, name, 'any')
  if (roles.measures.length === 0) throw new InspectError('NO_MEASURE', place, { columns: names })
  const absolute = look.timestamp?.kind === 'instant'
  const detector: DetectorSpec = {
    detector: name,
    interval,
    dataset: {
      source,
      timestamp: { column: timestamp.name, ...(format !== null && { format }) },
      timezone: 'UTC',
      measures: roles.measures,
      ...(roles.dimensions.length > 0 && { dimensions: roles.dimensions }),
    },
  }
  return {
    detector,
    decisions: [
      {
        about: 'timestamp',
        decided: timestamp.name,
        reason: look.timestamp === null ? `its texts are times: ${format}` : `its type is ${look.timestamp.type}`,
        sure: times.filter(Boolean).length === 1,
      },
      {
        about: 'timezone',
        decided: 'UTC',
        reason: absolute
          ? 'the times are absolute; the zone says only where hours and days begin'
          : 'the times do not say their zone; set the one that wrote them',
        sure: false,
      },
      decision,
      ...roles.decisions,
    ],
  }
}

function textTimestamp(columns: readonly ColumnProfile[]): ColumnProfile | undefined {
  // In a database numbers are no times: its index could not be used.
  return columns.find(({ timestamp }) => timestamp !== null && timestamp.format !== 'UNIX')
}

function momentsOf({ rows }: TableLook, { index }: ColumnProfile, format: string | null): readonly number[] {
  const parse =
    format === null
      ? (text: string) => Date.parse(/[+-]\d\d(:?\d\d)?$|Z$/.test(text) ? text : `${text.replace(' ', 'T')}Z`)
      : compileTimestampFormat(format, 'UTC').parseText
  return rows.map((row) => parse((row[index] ?? '').trim())).filter((moment) => !Number.isNaN(moment))
}
