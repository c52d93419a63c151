import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The licences of the packages whose code is in a bundle: they ask to be named wherever the code goes.
 *
 * @param root - of the repository
 * @param inputs - sources in the bundle, relative to the root
 * @param where - the bundle, from the file with the licences
 * @throws when a package has no licence text
 */
export function licensesOf(root: string, inputs: readonly string[], where = 'the functions beside this file'): string {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
  )
  const byText = new Map<string, string[]>()
  for (const folder of [...folders].toSorted()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
      readonly name: string
      readonly version: string
      readonly license?: string
    }
    const text = licenseText(join(root, folder)) ?? (license === 'Apache-2.0' ? APACHE : undefined)
    if (text === undefined) throw new Error(`${name} has no licence text, so its code cannot be shipped.`)
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`])
  }
  const parts = [...byText].map(([text, packages]) => `${packages.join('\n')}\n\n${text}\n`)
  return `Code of these packages is in ${where}.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** Some packages of the AWS SDK name their licence without its text, which the others have. */
const APACHE =
  'Apache License, Version 2.0: the text is in this file, and at https://www.apache.org/licenses/LICENSE-2.0'

function licenseText(folder: string): string | undefined {
  const [file] = globSync('{LICENSE,LICENCE,License,license}*', { cwd: folder }).toSorted()
  if (file !== undefined) return textOf(folder, file)
  const [readme] = globSync('{README,readme}.md', { cwd: folder })
  return readme && /^#+ *licen[cs]e\s+(.*)$/ims.exec(textOf(folder, readme))?.[1]
}

function textOf(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}
