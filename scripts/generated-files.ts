import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { drawings } from './drawings.ts'
import { appflowReference } from './generated-appflow.ts'
import { argsOf } from './generated-args.ts'
import { withCosts } from './generated-cost.ts'
import { cliReference } from './generated-cli.ts'
import { compatibilityReference } from './generated-compatibility.ts'
import { componentsReference } from './generated-components.ts'
import { findingsReference, specReference } from './generated-docs.ts'
import { withMigrationFindings } from './generated-migration.ts'
import { withReviewFindings } from './generated-review.ts'
import { runbook } from './generated-runbook.ts'
import { lintReference } from './generated-lint-docs.ts'
import { withIncludedFiles } from './included-files.ts'
import { policyPackReference } from './generated-policy-pack.ts'
import { typesOf, type Schema } from './generated-types.ts'
import { taggableTypes } from './generated-taggable.ts'
import { specMembers, specShapes, wireOperations, wireTypes } from './generated-wire.ts'
import { providerSchema, structuralSource } from './provider-schema/index.ts'

const ROOT = join(import.meta.dirname, '..')
const SCHEMA = 'spec/detector.schema.json'

/** What `npm run generate` writes: content by path from the root of the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const schema = JSON.parse(readFileSync(join(ROOT, SCHEMA), 'utf8')) as Schema
  const provider = providerSchema()
  return new Map([
    ['spec/detector.generated.ts', await typesOf(schema, SCHEMA)],
    [
      'spec/lookout-metrics/shapes.generated.ts',
      await formatted('spec/lookout-metrics/shapes.generated.ts', specShapes()),
    ],
    [
      'spec/lookout-metrics/members.generated.ts',
      await formatted('spec/lookout-metrics/members.generated.ts', specMembers()),
    ],
    ['engine/api/wire/wire.generated.ts', await formatted('engine/api/wire/wire.generated.ts', wireTypes())],
    [
      'engine/api/wire/operations.generated.ts',
      await formatted('engine/api/wire/operations.generated.ts', wireOperations()),
    ],
    ['components/spec-args.generated.ts', await formatted('components/spec-args.generated.ts', argsOf(schema, SCHEMA))],
    ['provider/schema.json', await formatted('provider/schema.json', JSON.stringify(provider.schema))],
    [
      'provider/structural.generated.ts',
      await formatted('provider/structural.generated.ts', structuralSource(provider)),
    ],
    ['docs/components.md', await formatted('docs/components.md', componentsReference(provider.schema))],
    ['docs/compatibility.md', await formatted('docs/compatibility.md', compatibilityReference())],
    ['docs/deploy.md', await formatted('docs/deploy.md', withIncludedFiles('docs/deploy.md'))],
    ['docs/spec.md', await formatted('docs/spec.md', specReference(schema))],
    ['docs/findings.md', await formatted('docs/findings.md', findingsReference())],
    ['docs/runbook.md', await formatted('docs/runbook.md', runbook())],
    ['docs/appflow.md', await formatted('docs/appflow.md', appflowReference())],
    ['docs/lint.md', await formatted('docs/lint.md', lintReference())],
    ['docs/cost.md', await formatted('docs/cost.md', withCosts())],
    ['docs/migration.md', await formatted('docs/migration.md', withMigrationFindings())],
    ['docs/review.md', await formatted('docs/review.md', withReviewFindings())],
    ['docs/policy-pack.md', await formatted('docs/policy-pack.md', policyPackReference())],
    ['policy-pack/taggable-types.generated.ts', taggableTypes()],
    ...drawings(),
    ['docs/cli.md', await formatted('docs/cli.md', await cliReference())],
    ['README.md', await formatted('README.md', withIncludedFiles('README.md'))],
    ['docs/provider.md', await formatted('docs/provider.md', withIncludedFiles('docs/provider.md'))],
    ['docs/channels.md', await formatted('docs/channels.md', withIncludedFiles('docs/channels.md'))],
    ['docs/network.md', await formatted('docs/network.md', withIncludedFiles('docs/network.md'))],
    ['docs/terraform.md', await formatted('docs/terraform.md', withIncludedFiles('docs/terraform.md'))],
    ['docs/sources.md', await formatted('docs/sources.md', withIncludedFiles('docs/sources.md'))],
    ['docs/start.md', await formatted('docs/start.md', withIncludedFiles('docs/start.md'))],
    ['docs/sample-data.md', await formatted('docs/sample-data.md', withIncludedFiles('docs/sample-data.md'))],
  ])
}

async function formatted(path: string, text: string): Promise<string> {
  const filepath = join(ROOT, path)
  return format(text, { ...(await resolveConfig(filepath)), filepath })
}
