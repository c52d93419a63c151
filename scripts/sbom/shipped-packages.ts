import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The packages whose code is inside of what `npm run build` makes, as `name@version`: functions, page and provider name them
 * in the file with their licences.
 *
 * @param dist - the folder of the build
 */
export function bundledPackages(dist: string): ReadonlySet<string> {
  const texts = globSync('**/THIRD-PARTY-LICENSES.txt', { cwd: dist }).map((path) =>
    readFileSync(join(dist, path), 'utf8'),
  )
  return new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) (\d+\.\d+\.\d+\S*)$/gmu)].map(
        ([, name, version]) => `${name}@${version}`,
      ),
    ),
  )
}

interface LockedPackage {
  readonly version: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
}

/** The packages that `npm install` of ours brings, as `name@version`. */
export function installedPackages(lock: {
  readonly packages: Readonly<Record<string, LockedPackage>>
}): ReadonlySet<string> {
  return new Set(
    Object.entries(lock.packages)
      .filter(
        ([path, { dev, optional, devOptional, peer }]) => path !== '' && !dev && !optional && !devOptional && !peer,
      )
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//u, '')}@${version}`),
  )
}
