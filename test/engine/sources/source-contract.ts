import { describe, expect, it } from 'vitest'
import type { FileStore, StoredFile } from '../../../engine/sources/file-store.ts'
import { fileSource, type FilePaths } from '../../../engine/sources/file-source.ts'
import type { FileQuotas } from '../../../engine/sources/source-context.ts'
import type { Source } from '../../../engine/sources/index.ts'
import { intervalGrid } from '../../../engine/time/index.ts'
import type { RecordSink } from '../../../engine/formats/index.ts'

/** A store for one test, with the means to fill it. */
export interface TestPlace {
  readonly store: FileStore
  /** Path as a spec writes it, of a path within this place. */
  path(relative: string): string
  /** Writes files, the path as key. */
  put(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
}

const QUOTAS: FileQuotas = { filesPerInterval: 10, bytesPerInterval: 1e6, historyFiles: 100, historyBytes: 1e6 }
const HOUR = 3_600_000
const START = Date.UTC(2026, 0, 1, 10)
const WINDOW = { start: START, end: START + HOUR }
/** Sources only hand it on. */
const SINK = {} as RecordSink

/** What every source of files must do, whatever holds the files. */
export function describeFileSource(name: string, makePlace: () => Promise<TestPlace>): void {
  /** A source whose files are kept as text, in the order of reading. */
  async function open(
    paths: Partial<FilePaths>,
    files: Readonly<Record<string, string | Uint8Array>>,
    quotas: Partial<FileQuotas> = {},
  ): Promise<{ place: TestPlace; source: Source; read: string[] }> {
    const place = await makePlace()
    await place.put(files)
    const read: string[] = []
    const pathOf = (path: string | null | undefined): string | null => (path == null ? null : place.path(path))
    const source = fileSource(
      place.store,
      { continuous: pathOf(paths.continuous), historical: pathOf(paths.historical) },
      intervalGrid('PT1H', 'UTC'),
      { ...QUOTAS, ...quotas },
      async (file) => {
        read.push(Buffer.concat(await Array.fromAsync(file.open(), (piece) => new Uint8Array(piece))).toString())
      },
    )
    return { place, source, read }
  }

  describe(name, () => {
    const continuous = 'live/{{yyyyMMdd}}/{{HHmm}}'

    it('reads every file of an interval, at any depth, in the order of names', async () => {
      const { source, read } = await open(
        { continuous },
        {
          'live/20260101/1000/b.csv': 'b',
          'live/20260101/1000/a.csv': 'a',
          'live/20260101/1000/deep/er/c.csv': 'c',
          'live/20260101/1100/x.csv': 'x',
          'live/20260102/1000/x.csv': 'x',
        },
      )
      expect(await source.readInterval(WINDOW, SINK)).toEqual({
        files: 3,
        bytes: 3,
        ignored: { hidden: 0, empty: 0, folders: 0, other: 0 },
        missingIntervals: 0,
      })
      expect(read).toEqual(['a', 'b', 'c'])
    })

    it('leaves hidden and empty files aside and counts them', async () => {
      const { source, read } = await open(
        { continuous: `${continuous}/` },
        {
          'live/20260101/1000/part.csv': 'a',
          'live/20260101/1000/_SUCCESS': 'done',
          'live/20260101/1000/.part.csv.crc': 'x',
          'live/20260101/1000/_temporary/0/part.csv': 'x',
          'live/20260101/1000/empty.csv': '',
        },
      )
      const { files, ignored } = await source.readInterval(WINDOW, SINK)
      expect({ files, ignored, read }).toEqual({
        files: 1,
        ignored: { hidden: 3, empty: 1, folders: 0, other: 0 },
        read: ['a'],
      })
    })

    it('takes files that a template without a slash at its end names, and not those of longer numbers', async () => {
      const { source, read } = await open(
        { continuous: 'live/{{yyyyMMddHH}}' },
        {
          'live/2026010110.csv': 'a',
          'live/2026010110_2.csv': 'b',
          'live/202601011000.csv': 'x',
          'live/2026010110/c': 'c',
        },
      )
      await source.readInterval(WINDOW, SINK)
      expect(read.toSorted()).toEqual(['a', 'b', 'c'])
    })

    it('says that an interval has no data, which and what it left aside', async () => {
      const { place, source } = await open({ continuous }, { 'live/20260101/1000/_SUCCESS': '' })
      const error = await source.readInterval(WINDOW, SINK).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'NO_DATA_FOR_INTERVAL',
        place: place.store.name(place.store.key(place.path('live/20260101/1000'))),
        trouble: { from: '2026-01-01T10:00:00+00:00', to: '2026-01-01T11:00:00+00:00', ignored: { hidden: 1 } },
      })
      expect(String(error)).toContain('1 hidden')
    })

    it('reads nothing of an interval over a quota and names the quota', async () => {
      const files = { 'live/20260101/1000/a': 'aaaa', 'live/20260101/1000/b': 'bb' }
      const many = await open({ continuous }, files, { filesPerInterval: 1 })
      await expect(many.source.readInterval(WINDOW, SINK)).rejects.toThrow(
        /has 2 files, the quota is 1\. Raise it in the spec with `quotas: \{ filesPerInterval: 2 \}`.*\[QUOTA_EXCEEDED\]/,
      )
      const large = await open({ continuous }, files, { bytesPerInterval: 5 })
      await expect(large.source.readInterval(WINDOW, SINK)).rejects.toMatchObject({
        code: 'QUOTA_EXCEEDED',
        trouble: { quota: 'bytesPerInterval', limit: 5, found: 6 },
      })
      expect([...many.read, ...large.read]).toEqual([])
    })

    it('reads a history from the files directly in a folder', async () => {
      const { source, read } = await open(
        { historical: 'past' },
        { 'past/2.csv': '2', 'past/1.csv': '1', 'past/older/0.csv': 'x', 'past2.csv': 'x', 'past/.x': 'x' },
      )
      const { files, ignored } = await source.readHistory(null, SINK)
      expect({ files, ignored, read }).toEqual({
        files: 2,
        ignored: { hidden: 1, empty: 0, folders: 1, other: 0 },
        read: ['1', '2'],
      })
    })

    it.each(['past.csv', 'past'])('reads a history from one file, %s', async (path) => {
      const { source, read } = await open({ historical: path }, { [path]: 'a', [`${path}2`]: 'x', [`${path}.gz`]: 'x' })
      await source.readHistory(null, SINK)
      expect(read).toEqual(['a'])
    })

    it.each([
      { code: 'NOTHING_AT_PATH', historical: 'past', files: { 'other/a.csv': 'a' } },
      { code: 'NOTHING_AT_PATH', historical: 'past.csv', files: { 'past.csv2': 'a' } },
      { code: 'NO_DATA_FILES', historical: 'past', files: { 'past/sub/a.csv': 'a', 'past/_SUCCESS': 'x' } },
      { code: 'NO_DATA_FILES', historical: 'past.csv', files: { 'past.csv': '' } },
    ])('says $code when the history $historical has only $files', async ({ code, historical, files }) => {
      const { source } = await open({ historical }, files)
      await expect(source.readHistory(null, SINK)).rejects.toMatchObject({ code })
    })

    it('enforces the quotas of a history before reading', async () => {
      const files = { 'past/1': 'aaa', 'past/2': 'b' }
      const many = await open({ historical: 'past/' }, files, { historyFiles: 1 })
      await expect(many.source.readHistory(null, SINK)).rejects.toMatchObject({ trouble: { quota: 'historyFiles' } })
      const large = await open({ historical: 'past/' }, files, { historyBytes: 3 })
      await expect(large.source.readHistory(null, SINK)).rejects.toMatchObject({ trouble: { quota: 'historyBytes' } })
      expect([...many.read, ...large.read]).toEqual([])
    })

    it('finds a history in the continuous data, interval by interval, and counts the missing ones', async () => {
      const files = {
        'live/20260101/0900/a': '9',
        'live/20260101/1000/a': '10',
        'live/20260101/1300/b': '13b',
        'live/20260101/1300/a': '13a',
        'live/20260101/1500/_SUCCESS': '',
        'live/other/a': 'x',
      }
      const some = await open({ continuous }, files)
      const window = { start: START, end: START + 6 * HOUR }
      expect(await some.source.readHistory(window, SINK)).toMatchObject({ files: 3, missingIntervals: 4 })
      expect(some.read).toEqual(['10', '13a', '13b'])
      const all = await open({ continuous }, files)
      await all.source.readHistory(null, SINK)
      expect(all.read).toEqual(['9', '10', '13a', '13b'])
    })

    it('reads a folder once that several intervals share', async () => {
      const { source, read } = await open(
        { continuous: 'live/{{yyyyMMdd}}' },
        { 'live/20260101/a': '1', 'live/20260102/a': '2' },
      )
      await source.readHistory({ start: START, end: START + 24 * HOUR }, SINK)
      expect(read).toEqual(['1', '2'])
    })

    it('says that there is no history in the continuous data', async () => {
      const { source } = await open({ continuous }, { 'live/other/a': 'x' })
      await expect(source.readHistory(null, SINK)).rejects.toMatchObject({ code: 'NO_HISTORY' })
      await expect(source.readHistory(WINDOW, SINK)).rejects.toMatchObject({ code: 'NO_HISTORY' })
    })

    it('has no intervals to read when there is historical data alone', async () => {
      const { source } = await open({ historical: 'past/' }, { 'past/a': 'a' })
      await expect(source.readInterval(WINDOW, SINK)).rejects.toMatchObject({ code: 'NO_CONTINUOUS_DATA' })
    })

    it('reads many small files in their order and reports its progress', async () => {
      const files = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [`past/${String(index).padStart(2, '0')}`, `${index},`]),
      )
      const { source, read } = await open({ historical: 'past/' }, files)
      const progress: number[] = []
      const { bytes } = await source.readHistory(null, SINK, { onProgress: (done) => progress.push(done) })
      expect(read.join('')).toBe(Object.values(files).join(''))
      expect(progress).toEqual(progress.toSorted((a, b) => a - b))
      expect(progress.at(-1)).toBe(bytes)
    })

    it('stops when it is told to, with the reason that it was given', async () => {
      const content = 'x'.repeat(100_000)
      const { source } = await open({ historical: 'past/' }, { 'past/a': content, 'past/b': content })
      const reason = new Error('enough')
      await expect(source.readHistory(null, SINK, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
      const controller = new AbortController()
      const reading = source.readHistory(null, SINK, {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      })
      await expect(reading).rejects.toBe(reason)
    })

    it('reads a range of a file', async () => {
      const place = await makePlace()
      await place.put({ 'past/a': '0123456789' })
      const [file] = (await Array.fromAsync(
        place.store.list(place.store.key(place.path('past/')), 'deep'),
      )) as StoredFile[]
      const text = async (start: number, end: number): Promise<string> =>
        Buffer.concat(await Array.fromAsync(place.store.open(file, { start, end }))).toString()
      expect([await text(0, 10), await text(3, 5), await text(9, 10)]).toEqual(['0123456789', '34', '9'])
    })

    it('reads a large file whole', async () => {
      const content = Buffer.alloc(3_500_000, 'crowsnest,').toString()
      const { source, read } = await open({ historical: 'a.csv' }, { 'a.csv': content }, { historyBytes: 1e7 })
      await source.readHistory(null, SINK)
      expect(read[0] === content).toBe(true)
    })
  })
}
