import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')

/** Folder of a template for projects. */
export function templateFolder(name: string): string {
  return join(ROOT, 'templates/pulumi', name)
}

/**
 * Copies a template as `pulumi new` would, and links this package where `npm install` would put it.
 *
 * @returns a folder from which the other packages of this repository are found
 */
export function newProject(name: string): string {
  const cache = join(ROOT, '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, `${name}-`))
  cpSync(templateFolder(name), folder, { recursive: true })
  for (const file of globSync('**/*', { cwd: folder })) {
    const path = join(folder, file)
    if (!statSync(path).isFile()) continue
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replaceAll('${PROJECT}', 'shop').replaceAll('${DESCRIPTION}', 'Our shop'))
  }
  installCrowsnest(folder)
  return folder
}

/** Links this package into a project as `npm install` would put it there. */
export function installCrowsnest(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(ROOT, join(folder, 'node_modules/crowsnest'))
}

/** What a command of a project came to. */
export interface Run {
  readonly status: number | null
  readonly output: string
}

/** Runs Node in a project; this package is run from its sources. */
export function runNode(folder: string, args: readonly string[]): Run {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=crowsnest-source', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, NODE_OPTIONS: '--conditions=crowsnest-source' },
  })
  return { status, output: stdout + stderr }
}

/** Runs the compiler in a project; this package is checked from its sources, which the project does not emit, with what they need. */
export function runCompiler(folder: string, args: readonly string[] = []): Run {
  const compiler = join(ROOT, 'node_modules/typescript-7/bin/tsc')
  return runNode(folder, [compiler, ...args, ...FROM_SOURCES])
}

const FROM_SOURCES = (
  '--customConditions crowsnest-source --preserveSymlinks --exactOptionalPropertyTypes --resolveJsonModule ' +
  '--lib es2024,esnext.array,esnext.collection,esnext.iterator'
).split(' ')
