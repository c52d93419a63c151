import { mkdtemp, mkdir } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { inject } from 'vitest'
import type { PulumiInstallation } from './install.ts'

/** The Pulumi command of this run of the tests. */
export function pulumi(): PulumiInstallation {
  const installation = inject('pulumi')
  if (installation !== undefined) return installation
  throw new Error(
    'This run has no Pulumi command. Put the test into a folder test/cloud/pulumi-<something>, or import from one in the test file itself.',
  )
}

/** A new empty folder that is removed after the tests; node_modules of the project are found from it. */
export async function freshFolder(): Promise<string> {
  const { runs } = pulumi()
  await mkdir(runs, { recursive: true })
  return mkdtemp(join(runs, 'run-'))
}

/**
 * Environment of the Pulumi command: state in a folder, no network, nothing of the user's; its `python3` has Pulumi's SDK.
 *
 * @param home - folder for the state and for what Pulumi keeps beside it
 * @param plugins - folders with `pulumi-resource-*` programs, in front of PATH
 */
export function environment(home: string, plugins: readonly string[]): Record<string, string> {
  return {
    ...NOT_THE_USERS,
    PATH: [...plugins, ...pulumi().path, dirname(pulumi().python), process.env['PATH'] ?? ''].join(delimiter),
    PULUMI_HOME: join(home, 'home'),
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: 'not a secret',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    PULUMI_DISABLE_REGISTRY_RESOLVE: 'true',
    PULUMI_SUPPRESS_NEO_LINK: 'true',
    PULUMI_ERROR_OUTPUT_STRING: 'true',
  }
}

/** Set to nothing, which Pulumi and AWS's clients take as not set: tests must not act in anybody's name. */
const NOT_THE_USERS = Object.fromEntries(
  [
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'PULUMI_ACCESS_TOKEN',
    'PULUMI_CONFIG_PASSPHRASE_FILE',
    'PULUMI_IGNORE_AMBIENT_PLUGINS',
  ].map((name) => [name, '']),
)
