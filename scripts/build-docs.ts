// Makes dist-docs/: docs/, README and CHANGELOG as a site, with the reference of the library.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pageText, brokenLinks, sourcePages } from './docs-site/pages.ts'
import { referencePages } from './docs-site/reference.ts'
import { buildSite } from './docs-site/site.ts'

const target = join(import.meta.dirname, '../dist-docs')
const pages = new Map([...sourcePages().map((path) => [path, pageText(path)] as const), ...(await referencePages())])
const broken = brokenLinks(pages)
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n')}\n${broken.length} links lead nowhere; dist-docs was not made.\n`)
  process.exit(1)
}
rmSync(target, { recursive: true, force: true })
const site = buildSite(pages)
for (const [path, content] of site) {
  mkdirSync(dirname(join(target, path)), { recursive: true })
  writeFileSync(join(target, path), content)
}
process.stdout.write(`dist-docs: ${site.size} files; open dist-docs/index.html\n`)
