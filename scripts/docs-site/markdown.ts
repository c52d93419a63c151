import GithubSlugger from 'github-slugger'
import highlighter from 'highlight.js/lib/common'
import MarkdownIt, { type Token } from 'markdown-it'

/** A page of Markdown as HTML, with what the site and its checks need to know of it. */
export interface RenderedPage {
  readonly title: string
  readonly html: string
  /** The page in pieces, one for each heading, as text: for the search and the list of contents. */
  readonly sections: readonly Section[]
  /** Ids that a link may lead to, with the names that GitHub gives to headings. */
  readonly anchors: ReadonlySet<string>
  /** Where links and images lead, as written. */
  readonly links: readonly string[]
}

/** A heading with the text below it, up to the next heading. */
export interface Section {
  readonly id: string
  readonly level: number
  readonly heading: string
  readonly text: string
}

const LANGUAGES: Readonly<Record<string, string>> = { console: 'shell', sh: 'bash' }
const ADDRESS = /\b(href|src|srcset)="([^"]*)"/gu

/**
 * Renders a page of Markdown as GitHub does, with links changed for the site.
 *
 * @param text - the page
 * @param target - where a link of the page leads on the site, by how it is written
 */
export function renderPage(text: string, target: (link: string) => string = (link) => link): RenderedPage {
  const links: string[] = []
  const anchors = new Set<string>()
  const toSite = (link: string): string => {
    links.push(link)
    return target(link)
  }
  const markdown = new MarkdownIt({ html: true, highlight })
  const slugger = new GithubSlugger()
  const tokens = markdown.parse(text, {})
  const sections: Section[] = []
  const words: string[] = []
  let open: Omit<Section, 'text'> = { id: '', level: 1, heading: '' }
  const close = (): void => {
    if (open.heading !== '' || words.length > 0) sections.push({ ...open, text: words.join(' ') })
    words.length = 0
  }
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      close()
      const heading = plainText(tokens[at + 1]!)
      const id = slugger.slug(heading)
      token.attrSet('id', id)
      anchors.add(id)
      open = { id, level: Number(token.tag.slice(1)), heading }
    } else if (token.type === 'inline' && tokens[at - 1]?.type !== 'heading_open') {
      words.push(plainText(token))
    } else if (token.type === 'fence') {
      words.push(token.content)
    }
    for (const inner of [token, ...(token.children ?? [])]) adaptToken(inner, toSite, anchors)
  }
  close()
  return {
    title: sections.find(({ level, heading }) => level === 1 && heading !== '')?.heading ?? '',
    html: markdown.renderer.render(tokens, markdown.options, {}).replaceAll(/<table>[\s\S]*?<\/table>/gu, wideTable),
    sections,
    anchors,
    links,
  }
}

function adaptToken(token: Token, toSite: (link: string) => string, anchors: Set<string>): void {
  for (const name of ['href', 'src']) {
    const link = token.attrGet(name)
    if (link !== null) token.attrSet(name, toSite(decodeURI(link)))
  }
  if (token.type !== 'html_block' && token.type !== 'html_inline') return
  for (const [, id] of token.content.matchAll(/\bid="([^"]+)"/gu)) anchors.add(id!)
  token.content = token.content.replaceAll(
    ADDRESS,
    (_all, name: string, link: string) => `${name}="${escaped(toSite(link))}"`,
  )
}

/** Tables scroll by themselves: a page on a telephone must not. */
function wideTable(table: string): string {
  return `<div class="table" tabindex="0">${table}</div>`
}

function plainText(token: Token): string {
  const parts = token.children ?? []
  return parts
    .map(({ type, content }) => (type === 'softbreak' ? ' ' : type.startsWith('html') ? '' : content))
    .join('')
    .trim()
}

function highlight(code: string, name: string): string {
  const language = LANGUAGES[name] ?? name
  return highlighter.getLanguage(language) === undefined
    ? escaped(code)
    : highlighter.highlight(code, { language, ignoreIllegals: true }).value
}

/** Text as it may stand in HTML, in attributes too. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
