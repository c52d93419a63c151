import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Whether there is a Terraform to ask; says so where there is none. */
export function hasTerraform(): boolean {
  const isThere = spawnSync('terraform', ['version']).status === 0
  if (!isThere) {
    process.stderr.write(
      'terraform is not on PATH: `terraform validate` is left out; types and schemas alone are checked\n',
    )
  }
  return isThere
}

/**
 * Lets the real Terraform validate a configuration: syntax, references, functions, loops, names, types and what is required. The provider of AWS is
 * a stand-in that knows the schemas.
 *
 * @param json - text of `cdk.tf.json`
 * @returns what Terraform has against it
 */
export function terraformProblems(json: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-validate-'))
  try {
    const provider = join(folder, 'terraform-provider-aws')
    const program = join(import.meta.dirname, 'provider.ts')
    writeFileSync(
      provider,
      `#!/bin/sh\nexec '${process.execPath}' --no-warnings --conditions=crowsnest-source '${program}'\n`,
    )
    chmodSync(provider, 0o755)
    const settings = join(folder, 'terraform.rc')
    writeFileSync(
      settings,
      `provider_installation { dev_overrides { "hashicorp/aws" = "${folder}" } }\n`.replaceAll(/ ([{}]) /g, ' $1\n'),
    )
    writeFileSync(join(folder, 'cdk.tf.json'), json)
    for (const file of filesOf(json)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), 'code')
    }
    const { stdout, stderr } = spawnSync('terraform', ['validate', '-json'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', TF_CLI_CONFIG_FILE: settings, TF_DISABLE_PLUGIN_TLS: '1' },
    })
    if (stdout === '') throw new Error(`terraform validate gave no answer:\n${stderr}`)
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Diagnostic[] }
    return diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ address, summary, detail }) => `${address ?? ''}: ${summary}: ${detail}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Files that a configuration computes hashes of. */
function filesOf(json: string): readonly string[] {
  return [...json.matchAll(/filebase64sha256\(\\"([^"\\]+)\\"\)/g)].map(([, file]) => file!)
}

interface Diagnostic {
  readonly severity: 'error' | 'warning'
  readonly address?: string
  readonly summary: string
  readonly detail: string
}
