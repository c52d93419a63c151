import { join } from 'node:path'
import { writeBundles } from '../../../scripts/bundle.ts'
import { writeProvider } from '../../../scripts/bundle-provider.ts'
import { freshFolder } from '../pulumi/environment.ts'

/** The provider as `npm run build` makes it, in a folder of its own. */
export interface BuiltProvider {
  /** For PATH. */
  readonly folder: string
  /** The program. */
  readonly plugin: string
}

/** Builds the provider once for all tests of a run. */
export function builtProvider(): Promise<BuiltProvider> {
  built ??= build()
  return built
}

let built: Promise<BuiltProvider> | undefined

async function build(): Promise<BuiltProvider> {
  const [functions, folder] = [await freshFolder(), await freshFolder()]
  await writeBundles(functions)
  await writeProvider(folder, functions)
  return { folder, plugin: join(folder, 'pulumi-resource-crowsnest') }
}
