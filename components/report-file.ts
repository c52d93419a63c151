import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type * as pulumi from '@pulumi/pulumi'
import { iamReportJson, iamReportMarkdown, type IamReport } from '../plans/index.ts'

/**
 * A report of roles as an output: its JSON. It is also written to a file, if there is one: as JSON where its name ends in `.json`, else as
 * Markdown. Folders are made.
 */
export function reportOutput(report: pulumi.Output<IamReport>, path: string | undefined): pulumi.Output<string> {
  return report.apply((known) => {
    if (path !== undefined) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, path.endsWith('.json') ? iamReportJson(known) : iamReportMarkdown(known))
    }
    return JSON.stringify(known)
  })
}
