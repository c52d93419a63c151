import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Application } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'

const ROOT = join(import.meta.dirname, '../..')

/** The entry points of the package that programs import and that no generated page describes. */
export const LIBRARY = ['spec', 'policies', 'engine'] as const

/**
 * A page for each entry point of the library, from its declarations and docstrings: Markdown by path.
 *
 * @throws when TypeDoc cannot read the sources
 */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'crowsnest-reference-'))
  try {
    const options: Partial<PluginOptions> = {
      hidePageHeader: true,
      hideBreadcrumbs: true,
      hidePageTitle: true,
      useHTMLAnchors: true,
    }
    const app = await Application.bootstrapWithPlugins({
      entryPoints: LIBRARY.map((name) => join(ROOT, name, 'index.ts')),
      tsconfig: join(ROOT, 'tsconfig.json'),
      plugin: ['typedoc-plugin-markdown'],
      router: 'module',
      readme: 'none',
      out: folder,
      // The addresses of lines belong to a commit, and a site may be made without git.
      disableSources: true,
      // tsc has checked the sources; types that an entry point uses without exporting them are not explained.
      skipErrorChecking: true,
      logLevel: 'Error',
      ...options,
    })
    const project = await app.convert()
    if (project === undefined) throw new Error('TypeDoc could not read the sources; its messages stand above')
    await app.generateOutputs(project)
    const pages = new Map<string, string>()
    for (const name of LIBRARY) {
      const text = await readFile(join(folder, `${name}.md`), 'utf8')
      pages.set(`reference/${name}.md`, `# crowsnest/${name}\n\n${text}`)
    }
    return pages
  } finally {
    await rm(folder, { recursive: true })
  }
}
