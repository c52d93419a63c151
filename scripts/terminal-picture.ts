/** Width of a letter and height of a line, pixels. */
const LETTER = 8
const LINE = 19
const COLUMNS = 104
const PADDING = 18
const BAR = 34

/** Colours by SGR code, for a dark background. */
const COLOURS: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee2a8',
  33: '#f2cc60',
  35: '#d2a8ff',
  36: '#79c0ff',
}

/**
 * What a terminal showed, as a picture of one.
 *
 * @param title - for the window's bar, such as the command
 * @param output - text with SGR escapes for colours and weights; long lines are cut
 * @returns SVG that looks the same with any monospaced font
 */
export function terminalPicture(title: string, output: string): string {
  const lines = output.trimEnd().split('\n')
  const width = COLUMNS * LETTER + 2 * PADDING
  const height = lines.length * LINE + 2 * PADDING + BAR
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, i) => `<circle cx="${20 + i * 19}" cy="17" r="6" fill="${fill}"/>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Terminal: ${escape(title)}">
<rect width="${width}" height="${height}" rx="10" fill="#10161f"/>
${dots.join('')}
<text x="${width / 2}" y="22" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" fill="#8b98a9">${escape(title)}</text>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#d6dee8">
${textMarkup(lines)}</g>
</svg>
`
}

function textMarkup(lines: readonly string[]): string {
  let style: readonly string[] = []
  let markup = ''
  for (const [row, line] of lines.entries()) {
    let column = 0
    for (const [, codes = '', text = ''] of line.matchAll(SEGMENT)) {
      if (codes !== '') style = codes.slice(2, -1).split(';').reduce(applied, style)
      const shown = cut(text, COLUMNS - column)
      if (shown.trim() !== '') {
        const x = PADDING + column * LETTER
        const y = PADDING + BAR + row * LINE + 4
        // The length is said, so that a font of another width does not break the columns.
        markup += `<text x="${x}" y="${y}" textLength="${shown.length * LETTER}"${attributes(style)}>${escape(shown)}</text>\n`
      }
      column += shown.length
    }
  }
  return markup
}

// oxlint-disable-next-line no-control-regex -- the escapes of a terminal
const SEGMENT = /(\u001b\[[\d;]*m|^)([^\u001b]*)/gu

function applied(style: readonly string[], code: string): readonly string[] {
  if (code === '0' || code === '') return []
  if (code === '39') return style.filter((each) => COLOURS[each] === undefined)
  if (code === '22') return style.filter((each) => each !== '1' && each !== '2')
  return [...style, code]
}

function attributes(style: readonly string[]): string {
  const colour = style.findLast((each) => COLOURS[each] !== undefined)
  return [
    colour === undefined ? '' : ` fill="${COLOURS[colour]}"`,
    style.includes('1') ? ' font-weight="700"' : '',
    style.includes('2') ? ' opacity="0.6"' : '',
  ].join('')
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(' ', '\u00a0')
}
