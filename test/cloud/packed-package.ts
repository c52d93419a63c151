import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)
let tarball: Promise<string> | undefined

/**
 * The package as `npm pack` makes it of what git knows, once in a run of the tests.
 *
 * @returns file of the tarball, which is there until this process ends
 */
export function packedPackage(): Promise<string> {
  return (tarball ??= pack())
}

/** In a copy: the build empties `dist`, which other tests use meanwhile. */
async function pack(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'crowsnest-tarball-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const copy = join(folder, 'repository')
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
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: copy })
  return join(folder, stdout.trim().split('\n').at(-1)!)
}
