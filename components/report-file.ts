import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type * as pulumi from '@pulumi/pulumi'
import { iamReportJson, iamReportMarkdown, type IamReport } from '../plans/index.ts'

/**
 * A report of roles as an output: its JSON. It is also written where a path says: to a file that ends in `.json` or `.md`, or to both in a
 * folder, which is made.
 */
export function reportOutput(report: pulumi.Output<IamReport>, path: string | undefined): pulumi.Output<string> {
  return report.apply((known) => {
    for (const file of filesOf(path, known)) {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, extname(file) === '.json' ? iamReportJson(known) : iamReportMarkdown(known))
    }
    return JSON.stringify(known)
  })
}

/** Whether a path is that of a folder: reports of several components have room there. */
export function isReportFolder(path: string): boolean {
  return !['.json', '.md'].includes(extname(path))
}

/** `Detector "revenue"` is in `detector-revenue.md` and `detector-revenue.json`. */
function filesOf(path: string | undefined, { subject }: IamReport): readonly string[] {
  if (path === undefined) return []
  if (!isReportFolder(path)) return [path]
  const name = subject
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return [join(path, `${name}.md`), join(path, `${name}.json`)]
}
