import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markdownTable, writeSection } from '../../bench/write-section.ts'

describe('writeSection', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crowsnest-section-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('replaces what is between the markers and nothing else, formatted', async () => {
    const page = join(folder, 'page.md')
    await writeFile(page, '# Page\n\n<!-- figures -->\n\nold\n\n<!-- /figures -->\n\nAfter.\n')
    await writeSection(page, 'figures', markdownTable(['what', 'how many:'], [['spikes', '12']]))
    expect(await readFile(page, 'utf8')).toBe(
      '# Page\n\n<!-- figures -->\n\n| what   | how many |\n| ------ | -------: |\n| spikes |       12 |\n\n<!-- /figures -->\n\nAfter.\n',
    )
  })

  it('refuses a page without them', async () => {
    const page = join(folder, 'bare.md')
    await writeFile(page, '# Page\n')
    await expect(writeSection(page, 'figures', 'text')).rejects.toThrow(/no section between <!-- figures -->/u)
  })
})
