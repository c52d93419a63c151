import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { createTarDecoder, createTarPacker, type ParsedTarEntry } from 'modern-tar'
import { type DetectorStatus, isFileError, sha256Of } from '../state/index.ts'
import { CareError } from './care-error.ts'
import { fileTrouble } from './file-trouble.ts'

/** What an export is of. Stands first in its file. */
export interface ArchiveHeader {
  readonly format: number
  /** ISO 8601. */
  readonly exportedAt: string
  /** URL of the state. */
  readonly source: string
  readonly detectors: readonly ArchivedDetector[]
}

/** A detector of an export. */
export interface ArchivedDetector {
  readonly detector: string
  readonly status: DetectorStatus
  /** The generation in force; null for none. */
  readonly generation: string | null
  /** End of its last commit, epoch milliseconds; null for none. */
  readonly lastEnd: number | null
}

/** An object of an export. */
export interface ArchivedObject {
  readonly key: string
  readonly bytes: Uint8Array
}

/** How much an export has. */
export interface ArchiveTotals {
  readonly objects: number
  readonly bytes: number
}

/** A file that objects are added to. It is there under its name when it is whole, and not before. */
export interface ArchiveWriter {
  add(object: ArchivedObject): Promise<void>
  /** @throws {CareError} EXPORT_EXISTS */
  finish(): Promise<ArchiveTotals>
  /** Removes what was written. */
  discard(): Promise<void>
}

/*
 * A tar file, compressed by zstd, that `tar --zstd -tf` lists: a header, the objects under their keys, each with its SHA-256 as a comment in
 * its extended header, then how many there are and the SHA-256 over all of these with their keys.
 */
const FORMAT = 1
const HEADER_NAME = 'crowsnest-export.json'
const END_NAME = 'crowsnest-export-end.json'
const SHA = 'comment'

/** No object is nearly as long. */
const MOST_BYTES = 1 << 30

/**
 * Begins an export.
 *
 * @throws {CareError} EXPORT_UNWRITABLE, also when something is added or it is finished
 */
export async function createArchive(file: string, header: Omit<ArchiveHeader, 'format'>): Promise<ArchiveWriter> {
  // Of its own for each export, and nobody else's to read: values of metrics are in it.
  const temporary = `${file}.${randomUUID().slice(0, 8)}.part`
  const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(error, file)
  })
  const { readable, controller } = createTarPacker()
  const written = pipeline(
    Readable.fromWeb(readable as Parameters<typeof Readable.fromWeb>[0]),
    createZstdCompress(),
    handle.createWriteStream({ flush: true }),
  ).catch((error: unknown) => {
    throw unwritable(error, file)
  })
  // It is awaited at the end; a failure before that shows in the writes.
  written.catch((error: unknown) => controller.error(error))
  const digest = createHash('sha256')
  let objects = 0
  let bytes = 0
  const write = async (name: string, content: Uint8Array, pax?: Readonly<Record<string, string>>): Promise<void> => {
    try {
      const entry = controller.add({
        name,
        size: content.length,
        type: 'file',
        mtime: new Date(0),
        ...(pax && { pax: { ...pax } }),
      })
      const writer = entry.getWriter()
      if (content.length > 0) await writer.write(content)
      await writer.close()
    } catch (error) {
      throw unwritable(error, file)
    }
  }
  await write(HEADER_NAME, json({ format: FORMAT, ...header }))
  return {
    async add({ key, bytes: content }) {
      const sha256 = sha256Of(content)
      digest.update(`${sha256} ${key}\n`)
      objects++
      bytes += content.length
      await write(key, content, { [SHA]: sha256 })
    },
    async finish() {
      await write(END_NAME, json({ objects, bytes, sha256: digest.digest('hex') }))
      controller.finalize()
      await written
      try {
        await takeName(file)
        await rename(temporary, file).catch(async (error: unknown) => {
          await rm(file, { force: true })
          throw unwritable(error, file)
        })
      } finally {
        await rm(temporary, { force: true })
      }
      return { objects, bytes }
    },
    async discard() {
      controller.error(new Error('discarded'))
      await written.catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}

/**
 * Reads an export from its beginning to its end, an object at a time. What was given so far is certain only when the end was reached.
 *
 * @param onHeader - is told what the export is of, before the first object
 * @throws {CareError} ARCHIVE_UNREADABLE, ARCHIVE_INVALID, ARCHIVE_NEWER
 */
export async function* readArchive(
  file: string,
  onHeader: (header: ArchiveHeader) => void,
): AsyncGenerator<ArchivedObject> {
  const invalid = (reason: string, cause?: unknown): CareError =>
    new CareError({ code: 'ARCHIVE_INVALID', file, reason }, { cause })
  const digest = createHash('sha256')
  let objects = 0
  let bytes = 0
  let state: 'header' | 'objects' | 'end' = 'header'
  try {
    for await (const { header: entry, body } of entriesOf(file)) {
      if (entry.type !== 'file' || entry.size > MOST_BYTES)
        throw invalid(`it has an entry that is no object: ${entry.name}`)
      const content = await buffer(body as unknown as AsyncIterable<Uint8Array>)
      if (state === 'end') throw invalid(`something follows its end: ${entry.name}`)
      if (state === 'header') {
        if (entry.name !== HEADER_NAME) throw invalid('it is no export of a state')
        onHeader(headerOf(content, file, invalid))
        state = 'objects'
      } else if (entry.name === END_NAME) {
        const end = JSON.parse(content.toString()) as Readonly<Record<string, unknown>>
        const isWhole = end['objects'] === objects && end['bytes'] === bytes && end['sha256'] === digest.digest('hex')
        if (!isWhole) throw invalid('its objects are not those that it had')
        state = 'end'
      } else {
        const sha256 = sha256Of(content)
        if (entry.pax?.[SHA] !== sha256) throw invalid(`the checksum of ${entry.name} does not fit`)
        digest.update(`${sha256} ${entry.name}\n`)
        objects++
        bytes += content.length
        yield { key: entry.name, bytes: content }
      }
    }
  } catch (error) {
    const reason = fileTrouble(error, file)
    if (reason !== undefined) throw new CareError({ code: 'ARCHIVE_UNREADABLE', file, reason }, { cause: error })
    throw error instanceof CareError ? error : invalid('it is damaged, or no export of a state', error)
  }
  if (state !== 'end') throw invalid('its end is missing')
}

/**
 * Takes a name that nobody has, with an empty file for the whole one to replace. A hard link would do both at once, but memory sticks
 * (exFAT) and some network drives have none.
 */
async function takeName(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close()
  } catch (error) {
    if (isFileError(error, 'EEXIST')) {
      throw new CareError({ code: 'EXPORT_EXISTS', file }, { cause: error })
    }
    throw unwritable(error, file)
  }
}

function unwritable(error: unknown, file: string): unknown {
  const reason = fileTrouble(error, file)
  return reason === undefined ? error : new CareError({ code: 'EXPORT_UNWRITABLE', file, reason }, { cause: error })
}

function headerOf(content: Uint8Array, file: string, invalid: (reason: string) => CareError): ArchiveHeader {
  const header = JSON.parse(new TextDecoder().decode(content)) as ArchiveHeader
  if (typeof header !== 'object' || header === null || !Number.isSafeInteger(header.format) || header.format < 1) {
    throw invalid('its header is not one')
  }
  if (header.format > FORMAT) {
    throw new CareError({ code: 'ARCHIVE_NEWER', file, version: header.format, reads: FORMAT })
  }
  if (!Array.isArray(header.detectors) || !header.detectors.every(isArchivedDetector)) {
    throw invalid('its header is not one')
  }
  return header
}

/** Whatever is printed or becomes part of a key is looked at first. */
function isArchivedDetector(value: unknown): value is ArchivedDetector {
  if (typeof value !== 'object' || value === null) return false
  const { detector, status, generation, lastEnd } = value as Partial<Record<keyof ArchivedDetector, unknown>>
  return (
    typeof detector === 'string' &&
    /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62}$/u.test(detector) &&
    typeof status === 'string' &&
    /^[A-Z_]+$/u.test(status) &&
    (generation === null || typeof generation === 'string') &&
    (lastEnd === null || Number.isSafeInteger(lastEnd))
  )
}

function entriesOf(file: string): AsyncIterable<ParsedTarEntry> {
  const source = createReadStream(file)
  const unpacked = createZstdDecompress()
  source.on('error', (error) => unpacked.destroy(error))
  source.pipe(unpacked)
  const bytes = Readable.toWeb(unpacked) as unknown as ReadableStream<Uint8Array>
  return bytes.pipeThrough(createTarDecoder({ strict: true })) as unknown as AsyncIterable<ParsedTarEntry>
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`)
}
