import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Example, ExampleResource } from '../policy-pack/rule.ts'
import { RULES, type RuleName } from '../policy-pack/rules.ts'
import { allSettings } from '../policy-pack/settings.ts'

/** A pack of an organization. */
const OWN_PACK = 'examples/policy-pack/index.ts'

/** docs/policy-pack.md: how to use the policy pack, and every rule with resources that violate it and such that do not. */
export function policyPackReference(): string {
  const names = Object.keys(RULES) as RuleName[]
  return `# The policy pack

<!-- Generated from the rules in policy-pack/ by \`npm run generate\`; edit those and scripts/generated-policy-pack.ts instead. -->

Rules for Pulumi stacks, for those who answer for an organization: they look at what the components of Crowsnest make and at what is
written by hand, in a preview and again before each resource is made. All IAM policies of a stack (trust, inline and managed
policies, policies of buckets, queues, topics, keys, secrets, endpoints and more) go through [the linter](lint.md). In what our
components make when nobody changes it, the rules find nothing; tests run them over every component and example.

## Running it

The pack needs \`@pulumi/policy\` and \`@pulumi/pulumi\` beside \`crowsnest\`:

\`\`\`sh
npm install --save-dev crowsnest @pulumi/policy @pulumi/pulumi
pulumi preview --policy-pack node_modules/.bin/crowsnest-policy-pack
\`\`\`

A Pulumi command before 3.257 cannot run a file; give it the folder: \`--policy-pack node_modules/crowsnest/bin/policy-pack\`.
Pulumi then loads its own TypeScript compiler first, which does not work where TypeScript 7 is installed. Programs in any
language can be checked; the program itself needs no package of ours.

Levels and settings come from a file, \`--policy-pack-config rules.json\`:

\`\`\`json
{
  "crowsnest-required-tags": { "tags": { "team": [], "stage": ["test", "live"] } },
  "crowsnest-permissions-boundary": { "boundary": "arn:aws:iam::*:policy/acme-boundary" },
  "crowsnest-state-kept": "mandatory"
}
\`\`\`

\`"all": "advisory"\` in it lets every rule only warn.

## In a pack of your own

\`\`\`ts
${readFileSync(join(import.meta.dirname, '..', OWN_PACK), 'utf8')}\`\`\`

This is [${OWN_PACK}](../${OWN_PACK}), which a test runs. To have one, copy the folder \`policy-pack\` of the
[package of an organization](starters.md#a-package-of-your-organization): it has the \`PulumiPolicy.yaml\` and the \`package.json\` that Pulumi wants beside
a program, and is JavaScript, which runs whatever TypeScript is installed. \`all\` gives one level to every rule that says no other. A rule or setting that does not exist is refused.

## What a preview cannot see

What is known only after the deployment (the ARN of a new key, and so the policy that names it) is not judged in the preview. Rules
about a resource judge it in the update, before the resource is made; rules about a stack at the end. No rule reports
what it does not know.

Rules with the scope \`crowsnest\` look at what our components make, however they are wrapped, and at what carries our names
(\`crowsnest-...\`, \`/crowsnest/...\`); \`all\` is the whole stack. Every rule takes the setting \`scope\`.

## All rules

| Rule | Level | Scope | What has to be so |
| --- | --- | --- | --- |
${names.map((name) => tableRow(name)).join('\n')}

${names.map((name) => section(name)).join('\n\n')}
`
}

function tableRow(name: RuleName): string {
  const { enforcement, scope, description } = RULES[name]
  return `| [\`${name}\`](#${name}) | ${enforcement} | ${scope} | ${cell(description)} |`
}

function section(name: RuleName): string {
  const { title, description, kind, enforcement, why, cure, source, scope, bad, good } = RULES[name]
  return `### ${name}

**${title}.** ${description}

- Level: ${enforcement}. ${why}
- What to do: ${cure}
- Judged: ${kind === 'resource' ? 'each resource, before it is made or changed' : 'the whole stack, at the end of a preview or update'}. Scope: ${scope}.
- AWS and Pulumi say: [${new URL(source).hostname}](${source})

${settingsTable(name)}Bad:

${fenced(bad)}

Good:

${fenced(good)}`
}

function settingsTable(name: RuleName): string {
  const settings = Object.entries(allSettings(RULES[name])).filter(([setting]) => setting !== 'scope')
  if (settings.length === 0) return ''
  const rows = settings.map(
    ([setting, { description, default: value }]) =>
      `| \`${setting}\` | ${cell(description)} | \`${JSON.stringify(value)}\` |`,
  )
  return `| Setting | What it is | Default |\n| --- | --- | --- |\n${rows.join('\n')}\n\n`
}

function fenced({ settings, resources }: Example<object>): string {
  const configured = settings === undefined ? '' : `# configured with ${JSON.stringify(settings)}\n`
  const yaml = stringify({ resources: resources.map((one) => shown(one)) }, { lineWidth: 0 })
  return `\`\`\`yaml\n${configured}${yaml}\`\`\``
}

function shown({ name, type, below, from, properties }: ExampleResource): object {
  return {
    name,
    type,
    ...(below !== undefined && { childOf: below }),
    ...(from !== undefined && { valuesFrom: from }),
    properties,
  }
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
