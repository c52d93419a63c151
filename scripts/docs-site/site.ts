import { readFileSync } from 'node:fs'
import { extname, join, posix } from 'node:path'
import { escaped, renderPage, type RenderedPage } from './markdown.ts'
import { isOutside, isTextFile, linkTarget } from './pages.ts'
import { pageHtml, type NavigationGroup } from './template.ts'

const ROOT = join(import.meta.dirname, '../..')
const INDEX = 'docs/README.md'
const ASSETS = 'assets'

/**
 * The site: every file by its path. All links are relative and nothing comes from elsewhere, so that it works from any folder of any
 * host, and from a disk.
 *
 * @param pages - Markdown by path of the repository; those below `reference/` are of the site alone
 */
export function buildSite(pages: ReadonlyMap<string, string>): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>()
  const shown = new Set<string>()
  const rendered = new Map<string, RenderedPage>()
  for (const [path, text] of pages)
    rendered.set(
      path,
      renderPage(text, (link) => siteLink(path, link, pages, shown)),
    )
  const groups = navigation(pages.get(INDEX) ?? '', rendered)
  for (const [path, page] of rendered) files.set(sitePath(path), pageHtml(page, sitePath(path), groups))
  for (const path of shown) {
    if (!isTextFile(path)) files.set(sitePath(path), readFileSync(join(ROOT, path)))
    else {
      const title = posix.basename(path)
      const code = renderPage(
        `# ${title}\n\n\`\`\`\`${extname(path).slice(1)}\n${readFileSync(join(ROOT, path), 'utf8')}\n\`\`\`\`\n`,
      )
      files.set(sitePath(path), pageHtml(code, sitePath(path), groups))
    }
  }
  for (const name of ['site.css', 'site.js'])
    files.set(`${ASSETS}/${name}`, readFileSync(join(import.meta.dirname, name)))
  const searcher = join(ROOT, 'node_modules/minisearch/dist/umd/index.js')
  // A script and no JSON: a page on a disk may not fetch.
  files.set(
    `${ASSETS}/search.js`,
    `${withoutSourceMap(readFileSync(searcher, 'utf8'))}\nwindow.siteSections = ${JSON.stringify(searchSections(rendered))}\n`,
  )
  return files
}

/** Where a file of the repository stands on the site. */
export function sitePath(path: string): string {
  if (path === 'README.md') return 'index.html'
  if (path === INDEX) return 'all-pages.html'
  if (path.endsWith('.md'))
    return path
      .replace(/^docs\//u, '')
      .replace(/\.md$/u, '.html')
      .toLowerCase()
  if (path.startsWith('docs/images/')) return path.slice('docs/'.length)
  return isTextFile(path) ? `files/${path}.html` : `files/${path}`
}

function siteLink(page: string, link: string, pages: ReadonlyMap<string, string>, shown: Set<string>): string {
  if (isOutside(link)) return link
  const { file, anchor } = linkTarget(page, link)
  if (!pages.has(file)) shown.add(file)
  const hash = anchor === '' ? '' : `#${anchor}`
  if (file === page && hash !== '') return hash
  return posix.relative(posix.dirname(sitePath(page)), sitePath(file)) + hash
}

/** The groups of the index with their pages, and what is of the site alone. */
function navigation(index: string, rendered: ReadonlyMap<string, RenderedPage>): readonly NavigationGroup[] {
  const groups = index
    .split(/^## /mu)
    .slice(1)
    .map((text) => ({
      heading: text.split('\n', 1)[0]!,
      pages: [...text.matchAll(/^ *- \[([^\]]+)\]\(([^)#]+\.md)\)/gmu)].map(([, label, link]) => ({
        label: label!.replaceAll('`', ''),
        path: sitePath(linkTarget(INDEX, link!).file),
      })),
    }))
  const reference = [...rendered].filter(([path]) => path.startsWith('reference/'))
  return [
    {
      heading: 'Crowsnest',
      pages: [
        { label: 'What it is', path: sitePath('README.md') },
        { label: 'All pages', path: sitePath(INDEX) },
        { label: 'What changed', path: sitePath('CHANGELOG.md') },
      ],
    },
    ...groups,
    ...(reference.length === 0
      ? []
      : [
          { heading: 'Library', pages: reference.map(([path, { title }]) => ({ label: title, path: sitePath(path) })) },
        ]),
  ]
}

function searchSections(rendered: ReadonlyMap<string, RenderedPage>): readonly Readonly<Record<string, string>>[] {
  return [...rendered].flatMap(([path, { title, sections }]) =>
    sections.map(({ id, heading, text }) => ({
      id: sitePath(path) + (id === '' ? '' : `#${id}`),
      page: title,
      heading,
      text: text.replaceAll(/\s+/gu, ' '),
    })),
  )
}

function withoutSourceMap(script: string): string {
  return script.replace(/^\/\/# sourceMappingURL=.*$/mu, '')
}

/**
 * Every link of a built site that leads to no file of it, or to no id in that file.
 *
 * @param files - what `buildSite` gives
 */
export function brokenSiteLinks(files: ReadonlyMap<string, string | Uint8Array>): readonly string[] {
  const ids = new Map<string, ReadonlySet<string>>()
  for (const [path, content] of files) {
    if (typeof content !== 'string' || !path.endsWith('.html')) continue
    ids.set(path, new Set([...content.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id!)))
  }
  return [...ids.keys()].flatMap((path) =>
    [...String(files.get(path)).matchAll(/\s(?:href|src|srcset)="([^"]+)"/gu)]
      .map(([, link]) => link!)
      .filter((link) => !isOutside(link))
      .filter((link) => {
        const { file, anchor } = linkTarget(path, decodeURI(link))
        return !files.has(file) || (anchor !== '' && ids.get(file)?.has(anchor) !== true)
      })
      .map((link) => `${path}: ${escaped(link)}`),
  )
}
