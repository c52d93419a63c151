import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AssetType, Fn, TerraformAsset } from 'cdktf'
import type { Construct } from 'constructs'

/** The code of the function as Terraform is told. */
export interface EngineCode {
  readonly filename: string
  readonly sourceCodeHash: string
}

/** The code of the engine: a file that Terraform finds, or that of this package, which synthesis copies. */
export function engineCode(scope: Construct, id: string, path: string | undefined): EngineCode {
  const filename = path ?? new TerraformAsset(scope, id, { path: engineBundle(), type: AssetType.FILE }).path
  return { filename, sourceCodeHash: Fn.filebase64sha256(filename) }
}

/**
 * Path of the engine's code as it is shipped with this package: beside the compiled code, or where `npm run build` puts it in a clone.
 *
 * @throws when it has not been built
 */
export function engineBundle(): string {
  const places = ['../../bundle/', '../../dist/bundle/'].map((folder) =>
    fileURLToPath(new URL(`${folder}engine.zip`, import.meta.url)),
  )
  const path = places.find((place) => existsSync(place))
  if (path !== undefined) return path
  throw new Error(
    `The code of the function (engine.zip) is not there; it was looked for at ${places.join(', ')}. In a clone, run \`npm run build\`; an installed package has it, so install it again.`,
  )
}
