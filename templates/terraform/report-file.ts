import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { iamReportJson, iamReportMarkdown, type IamReport } from '../../plans/index.ts'
import type { Place } from './place.ts'
import { refuse } from './refuse.ts'

/**
 * Writes the report of roles where a path says: to a file that ends in `.json` or `.md`, or to both in a folder, which is made.
 *
 * @throws {ArgumentsError} when the account, which the report names everywhere, is not known at synthesis
 */
export function writeReport(what: string, report: IamReport, path: string | undefined, place: Place): void {
  if (path === undefined) return
  if (!place.isAccountKnown) {
    const reason = 'The report names the account, which is not known at synthesis. Give `account` too.'
    refuse(what, [{ path: 'iamReportPath', reason }])
  }
  for (const file of filesOf(path, report)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, extname(file) === '.json' ? iamReportJson(report) : iamReportMarkdown(report))
  }
}

/** `Detector "revenue"` is in `detector-revenue.md` and `detector-revenue.json`. */
function filesOf(path: string, { subject }: IamReport): readonly string[] {
  if (['.json', '.md'].includes(extname(path))) return [path]
  const name = subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return [join(path, `${name}.md`), join(path, `${name}.json`)]
}
