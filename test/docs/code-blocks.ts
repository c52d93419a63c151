/** A fenced block of code in a page. */
export interface CodeBlock {
  readonly page: string
  /** Of its first line of code, from 1. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** The file that it shows, where `npm run generate` puts it there. */
  readonly included: string | undefined
}

/** The fenced blocks of a page. */
export function codeBlocks(page: string, text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let included: string | undefined
  let open: {
    readonly fence: string
    readonly indent: string
    readonly language: string
    readonly line: number
  } | null = null
  const code: string[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (open === null) {
      included =
        /<!-- include: (\S+) -->/u.exec(line)?.[1] ?? (line.includes('<!-- end of include -->') ? undefined : included)
      const [, indent, fence, language] = /^(\s*)(`{3,})(\S*)/u.exec(line) ?? []
      if (fence !== undefined) open = { fence, indent: indent!, language: language!, line: at + 2 }
    } else if (line.trim() === open.fence) {
      blocks.push({ page, line: open.line, language: open.language, code: `${code.join('\n')}\n`, included })
      code.length = 0
      open = null
    } else {
      code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
    }
  }
  return blocks
}
