import { posix } from 'node:path'
import { escaped, type RenderedPage } from './markdown.ts'

/** A heading of the navigation with its pages. */
export interface NavigationGroup {
  readonly heading: string
  /** `path` is that of the site. */
  readonly pages: readonly { readonly label: string; readonly path: string }[]
}

/** As many headings as a list of contents is still read with. */
const MOST_CONTENTS = 40

/**
 * A page of the site.
 *
 * @param page - what it shows
 * @param path - where it stands on the site
 * @param groups - the navigation, the same on every page
 */
export function pageHtml(page: RenderedPage, path: string, groups: readonly NavigationGroup[]): string {
  const to = (target: string): string => posix.relative(posix.dirname(path), target)
  const links = groups
    .map(({ heading, pages }) => {
      const items = pages.map(({ label, path: target }) => {
        const current = target === path ? ' aria-current="page"' : ''
        return `<li><a href="${to(target)}"${current}>${escaped(label)}</a></li>`
      })
      return `<h2>${escaped(heading)}</h2><ul>${items.join('')}</ul>`
    })
    .join('')
  // The theme is set before anything is painted, so that a dark page does not flash.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(page.title)}${page.title === 'Crowsnest' ? '' : ' - Crowsnest'}</title>
<link rel="stylesheet" href="${to('assets/site.css')}">
<script src="${to('assets/site.js')}" data-root="${to('index.html').replace(/index\.html$/u, '')}"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<button id="menu" aria-expanded="false" aria-controls="pages">Pages</button>
<a class="home" href="${to('index.html')}">Crowsnest</a>
<div class="search" role="search">
<input id="search" type="search" placeholder="Search ( / )" aria-label="Search" autocomplete="off" aria-controls="found">
<ol id="found" hidden></ol>
</div>
<button id="theme" title="Light, dark or as the system">Theme</button>
</header>
<div class="columns">
<nav id="pages" aria-label="Pages">${links}</nav>
<main id="content" tabindex="-1">
${page.html}</main>
${contents(page)}
</div>
</body>
</html>
`
}

function contents({ sections }: RenderedPage): string {
  const within = (most: number): RenderedPage['sections'] =>
    sections.filter(({ level, id }) => level > 1 && level <= most && id !== '')
  const shown = within(3).length <= MOST_CONTENTS ? within(3) : within(2)
  if (shown.length < 2 || shown.length > 2 * MOST_CONTENTS) return ''
  const items = shown.map(
    ({ id, level, heading }) => `<li class="level-${level}"><a href="#${id}">${escaped(heading)}</a></li>`,
  )
  return `<aside aria-label="On this page"><h2>On this page</h2><ul>${items.join('')}</ul></aside>`
}
