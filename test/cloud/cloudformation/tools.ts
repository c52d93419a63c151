import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { installPackages } from '../python-server.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Folder of the AWS command line and of cfn-lint, which are installed into `.cache/cloudformation` when they are not there. */
export function installTools(): string {
  const python = installPackages({
    title: 'the AWS command line and cfn-lint',
    folder: 'cloudformation',
    requirements: 'cloudformation-requirements.txt',
  })
  return dirname(python)
}

/** Commands of a page of the documentation, by the heading that they stand under. */
export function commandsOf(page: string): readonly { readonly heading: string; readonly commands: string }[] {
  const text = readFileSync(join(ROOT, page), 'utf8')
  let heading = ''
  return [...text.matchAll(/^## ([^\n]+)$|^```sh\n(.*?)^```$/gmsu)].flatMap(([, title, commands]) => {
    if (title !== undefined) heading = title
    return commands === undefined ? [] : [{ heading, commands }]
  })
}

/** A folder of somebody who has installed the package, and a shell in it that talks to an emulator. */
export interface Shell {
  readonly folder: string
  /**
   * Runs commands as a person would.
   *
   * @returns what they printed
   * @throws when one fails, with all that they said
   */
  run(commands: string, env?: Readonly<Record<string, string>>): Promise<string>
  close(): void
}

/** Opens such a shell; the package in it is this clone. */
export function openShell(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string }): Shell {
  const tools = installTools()
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-cloudformation-'))
  const binaries = join(folder, 'node_modules', '.bin')
  mkdirSync(binaries, { recursive: true })
  symlinkSync(ROOT, join(folder, 'node_modules', 'crowsnest'))
  symlinkSync(join(ROOT, 'bin', 'crowsnest.js'), join(binaries, 'crowsnest'))
  // What is not to be tried: the package comes from no registry.
  writeFileSync(join(binaries, 'npm'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  writeFileSync(join(binaries, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  const run = promisify(execFile)
  return {
    folder,
    async run(commands, env = {}) {
      const { stdout } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', commands], {
        cwd: folder,
        env: {
          PATH: [binaries, tools, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
          HOME: folder,
          LANG: 'C.UTF-8',
          AWS_ENDPOINT_URL: endpoint,
          AWS_REGION: 'us-east-1',
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_PAGER: '',
          ...env,
        },
        timeout: 240_000,
      }).catch((error: unknown) => {
        const { stdout: out = '', stderr = '' } = error as { stdout?: string; stderr?: string }
        throw new Error(`${commands}\nfailed:\n${out}${stderr}`, { cause: error })
      })
      return stdout
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
