import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { foundOrInstalled } from './installing.ts'

const root = join(import.meta.dirname, '../..')

/**
 * The package as `npm pack` makes it of what git knows, once in a run of the tests.
 *
 * @returns file of the tarball, which is there until the run ends
 */
export function packedPackage(): string {
  const folder = join(inject('runFolder'), 'packed')
  const find = (): string | undefined => (existsSync(folder) ? join(folder, readdirSync(folder)[0]!) : undefined)
  return foundOrInstalled(find, () => pack(folder))
}

/** In a copy: the build empties `dist`, which other tests use meanwhile. */
function pack(folder: string): string {
  const copy = `${folder}-repository`
  const unfinished = `${folder}-unfinished`
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const path of listed.split('\n')) {
    if (path === '' || /^(test|docs|bench)\//u.test(path) || !existsSync(join(root, path))) continue
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    cpSync(join(root, path), join(copy, path))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  mkdirSync(unfinished)
  execFileSync('npm', ['pack', '--silent', '--pack-destination', unfinished], {
    cwd: copy,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  renameSync(unfinished, folder)
  return join(folder, readdirSync(folder)[0]!)
}
