import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { hasErrorCode } from './error-code.ts'
import type { Io } from './io.ts'

/** A file of the command line could not be read. */
export class SpecFileError extends Error {
  override readonly name = 'SpecFileError'
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * The text of a spec, without a byte order mark.
 *
 * @param file - as the user named it, relative to the working directory; `-` is standard input
 * @throws {SpecFileError} SPEC_NOT_FOUND, SPEC_NOT_READABLE or SPEC_NOT_UTF8
 */
export async function readSpecText(file: string, io: Io): Promise<string> {
  const bytes = file === '-' ? await io.stdin() : await readBytes(file, io)
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (error) {
    throw new SpecFileError('SPEC_NOT_UTF8', `${file} is not text in UTF-8. Save it in that encoding.`, {
      cause: error,
    })
  }
}

async function readBytes(file: string, io: Io): Promise<Uint8Array> {
  try {
    return await readFile(resolve(io.cwd, file))
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT'))
      throw new SpecFileError('SPEC_NOT_FOUND', `There is no file ${file}.`, { cause: error })
    const reason = error instanceof Error ? error.message : String(error)
    throw new SpecFileError('SPEC_NOT_READABLE', `${file} could not be read: ${reason}.`, { cause: error })
  }
}

/** Windows editors save UTF-16 with a byte order mark; that is told apart safely. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8'
}
