import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const INCLUDE = /<!-- include: (\S+) -->\n[\s\S]*?<!-- end of include -->/gu
const LANGUAGES: Readonly<Record<string, string>> = {
  '.ts': 'ts',
  '.yaml': 'yaml',
  '.csv': 'csv',
  '.json': 'json',
  '.py': 'python',
  '.go': 'go',
  '.java': 'java',
}

/**
 * A page with the files that it shows as they are now: between `<!-- include: PATH -->` and `<!-- end of include -->`.
 *
 * @param path - of the page, from the root of the repository
 * @throws when an included file is not there, or the page includes none
 */
export function withIncludedFiles(path: string): string {
  const page = readFileSync(join(ROOT, path), 'utf8')
  if (!INCLUDE.test(page)) throw new Error(`${path} includes nothing`)
  return page.replaceAll(INCLUDE, (_block, file: string) => {
    const content = readFileSync(join(ROOT, file), 'utf8').trimEnd()
    const language = LANGUAGES[extname(file)] ?? 'text'
    return `<!-- include: ${file} -->\n\n\`\`\`${language}\n${content}\n\`\`\`\n\n<!-- end of include -->`
  })
}
