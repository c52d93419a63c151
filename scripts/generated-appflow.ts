import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { APPFLOW_PRESET_NAMES, APPFLOW_PRESETS, appflowSpec, type AppFlowPresetName } from '../spec/index.ts'

/** docs/appflow.md: how to make a flow, and a preset for each application. */
export function appflowReference(): string {
  const rows = APPFLOW_PRESET_NAMES.map((name) => {
    const { application, connectorType, object, timestamp, measures, dimensions, names } = APPFLOW_PRESETS[name]
    const cells = [
      `[${application}](#${name})`,
      `\`${connectorType}\``,
      `\`${object}\``,
      `\`${timestamp.column}\``,
      listOf(measures.map(({ column }) => column)),
      listOf(dimensions),
      names,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `# Flows of AppFlow

<!-- Generated from spec/appflow-presets.ts and scripts/generated-appflow.ts by \`npm run generate\`; edit those instead. -->

Amazon AppFlow copies records from applications on the web. The original service was a destination of its own there, which is gone:
now a flow delivers into S3, and a detector reads what it has delivered. How that is read says
[sources.md](sources.md#appflow).

## The flow

- **Destination**: Amazon S3, in the region of the engine. The bucket's policy lets \`appflow.amazonaws.com\` write there.
- **Key**: one of your own in KMS, as the guide of the original service demands. The dataset's role needs it, too:
  \`keyArn\` of \`ServiceRole\`.
- **Format**: JSON (lines) or Parquet; CSV where no value has a line break. Not aggregated into one file, or into files of a size: both are
  read.
- **Path**: the id of the run (\`EXECUTION_ID\`), and no date.
- **Trigger**: a schedule with the interval of the detector, incremental. Take the timestamp of the dataset as the field that tells what
  is new, so that a record is delivered once.
- **Fields**: the timestamp, measures and dimensions are enough, and cheaper. Names in the files are those that the mapping gives.

With Pulumi, \`Flow\` makes all of that from the name of the application (examples/pulumi/appflow):

\`\`\`ts
${readFileSync(join(import.meta.dirname, '../examples/pulumi/appflow/index.ts'), 'utf8').trimEnd()}
\`\`\`

The connector profile holds the sign-in to the application and is made before, in the console of AppFlow. A new flow has a schedule, but does not
run until it is activated once: in the console, or with \`aws appflow start-flow --flow-name NAME\`.

## Presets

An object, a timestamp and a few fields to begin with, for every application that the guide names. \`appflowSpec\` of
\`crowsnest/spec\` gives the specs below for names of your own. How sure the names of fields are:

- **documented**: the application's own interface has them for everybody.
- **typical**: common, but accounts and versions differ. Compare them with what AppFlow shows.
- **own**: they stand for names of your own (\`your_...\`); nobody but you knows those.

None of them was tried against the application itself.

| application | connector | object | timestamp | measures | dimensions | names |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${APPFLOW_PRESET_NAMES.map(section).join('\n\n')}
`
}

function section(name: AppFlowPresetName): string {
  const { application, note, timestamp } = APPFLOW_PRESETS[name]
  const spec = appflowSpec(name, {
    detector: name,
    flow: `${name}-flow`,
    destination: `s3://acme-flows/${name}/`,
  })
  return `<a id="${name}"></a>

### ${application}

${note} A timestamp looks like \`${timestamp.example}\`.

\`\`\`yaml
${stringify(spec, { lineWidth: 0 }).trimEnd()}
\`\`\``
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ')
}
