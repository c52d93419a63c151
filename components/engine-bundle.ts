import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'

/** The function of the engine, and the one that formats alerts for services such as Slack. */
export type Bundle = 'engine' | 'notifier'

/**
 * A bundle as it is shipped with this package: beside the compiled code, or where `npm run build` puts it in a clone.
 *
 * @throws when it has not been built
 */
export function bundleArchive(bundle: Bundle): pulumi.asset.FileArchive {
  const places = ['../bundle/', '../dist/bundle/', './bundle/'].map((folder) =>
    fileURLToPath(new URL(`${folder}${bundle}.zip`, import.meta.url)),
  )
  const path = places.find((place) => existsSync(place))
  if (path === undefined) {
    throw new Error(
      `The code of the function (${bundle}.zip) is not there; it was looked for at ${places.join(', ')}. In a clone, run \`npm run build\`; an installed package has it, so install it again.`,
    )
  }
  return new pulumi.asset.FileArchive(path)
}
