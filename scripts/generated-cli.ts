import { COMMANDS } from '../cli/commands.ts'
import { commandHelp } from '../cli/help.ts'
import type { Output } from '../cli/io.ts'

const PLAIN: Output = { write: () => undefined, isTTY: false, columns: 100, style: (_style, text) => text }

/** docs/cli.md: the help of every command. */
export async function cliReference(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map(async ({ load }) => (await load()).command))
  const sections = commands.map(
    (command) => `## crowsnest ${command.name}\n\n\`\`\`text\n${commandHelp(command, PLAIN)}\`\`\``,
  )
  return `# The command

<!-- Generated from the help of the commands by \`npm run generate\`; edit that instead. -->

Results go to standard output, trouble and progress to standard error. Exit codes: 0 fine, 1 findings, 2 could not run.
\`--json\` prints a result for programs; \`--debug\` shows the stack of an error; \`NO_COLOR\` and \`FORCE_COLOR\` are respected.
Progress is shown on a terminal only. Inside a clone of the repository \`npx crowsnest\` is the command.

${sections.join('\n\n')}

## The output of \`backtest --json\`

[\`spec/output/backtest.schema.json\`](../spec/output/backtest.schema.json) describes it as JSON Schema. Within a version
fields may be added; none is removed or changes its meaning.
`
}
