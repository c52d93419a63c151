import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { renderPage, type RenderedPage } from './markdown.ts'

const ROOT = join(import.meta.dirname, '../..')

/**
 * The pages that users read, from the root of the repository: README, CHANGELOG and all of docs/.
 */
export function sourcePages(): readonly string[] {
  return ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: ROOT })]
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
}

/** The text of a page. */
export function pageText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/**
 * Every link of the pages that leads nowhere: to a file that is not there, or to an anchor that its page does not have.
 *
 * @param texts - pages by path
 * @param exists - whether a path of the repository is there, for links to what is no page
 */
export function brokenLinks(
  texts: ReadonlyMap<string, string>,
  exists: (path: string) => boolean = (path) => existsSync(join(ROOT, path)),
): readonly string[] {
  const pages = new Map<string, RenderedPage>()
  for (const [path, text] of texts) pages.set(path, renderPage(text))
  return [...pages].flatMap(([path, { links }]) =>
    links
      .filter((link) => !isOutside(link))
      .flatMap((link) => {
        const { file, anchor } = linkTarget(path, link)
        const page = pages.get(file)
        if (page === undefined && !exists(file)) return [`${path}: ${link} leads to no file`]
        if (anchor === '') return []
        if (page === undefined)
          return /^L\d+/u.test(anchor) ? [] : [`${path}: ${link} has an anchor in what is no page`]
        return page.anchors.has(anchor) ? [] : [`${path}: ${link}, ${file} has no such heading`]
      }),
  )
}

/** Whether a link leaves the repository. */
export function isOutside(link: string): boolean {
  return /^[a-z][a-z+.-]*:/u.test(link)
}

/** The file of the repository that a link of a page means, and the anchor within. */
export function linkTarget(page: string, link: string): { readonly file: string; readonly anchor: string } {
  const [path = '', anchor = ''] = link.split('#')
  return {
    file: path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/u, ''),
    anchor,
  }
}

/** Whether a path of the repository is a file that can be shown as text. */
export function isTextFile(path: string): boolean {
  return statSync(join(ROOT, path)).isFile() && !/\.(png|svg|zip)$/u.test(path)
}
