import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installedPackages } from './shipped-packages.ts'

const ROOT = join(import.meta.dirname, '../..')

/** A software bill of materials in the form of CycloneDX, as far as it is looked at here. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX'
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** A package in it. */
export interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses?: readonly { readonly license?: { readonly id?: string }; readonly expression?: string }[]
}

/**
 * The bill of materials of what users get: the packages that come with ours, and those whose code is in our bundles.
 *
 * `npm sbom --omit dev` leaves out whatever a development dependency needs as well, most of the AWS SDK for one. So npm writes
 * the bill of everything, and what is not shipped is taken out here.
 *
 * @param bundled - packages in the bundles as `name@version`
 * @throws when npm fails, or knows a shipped package not at all
 */
export function billOfMaterials(bundled: ReadonlySet<string>): BillOfMaterials {
  const { stdout, stderr, status } = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`)
  const whole = JSON.parse(stdout) as BillOfMaterials
  const installed = installedPackages(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as never)
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Component
  const shipped = new Set([...installed, ...bundled])
  const components = whole.components.filter((component) => shipped.has(keyOf(component)))
  const known = new Set(components.map(keyOf))
  const unknown = [...shipped].filter((key) => !known.has(key))
  if (unknown.length > 0) throw new Error(`npm sbom does not know ${unknown.join(', ')}`)
  const { component } = whole.metadata
  const refs = new Set([component['bom-ref'], ...components.map((each) => each['bom-ref'])])
  return {
    ...whole,
    // npm calls it by the folder that it stands in.
    metadata: {
      ...whole.metadata,
      component: {
        ...component,
        name: manifest.name,
        version: manifest.version,
        purl: `pkg:npm/${manifest.name}@${manifest.version}`,
      },
    },
    components,
    dependencies: whole.dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) })),
  }
}

function keyOf({ name, version }: Component): string {
  return `${name}@${version}`
}
