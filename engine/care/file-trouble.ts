import { dirname } from 'node:path'

/** What the system says of a file, in words; undefined for an error that is not of the system. */
export function fileTrouble(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return undefined
  switch (error.code) {
    case 'ENOENT':
      return `there is no folder ${dirname(file)}, or nothing of this name in it`
    case 'ENOTDIR':
      return `${dirname(file)} is no folder`
    case 'EISDIR':
      return 'it is a folder'
    case 'EACCES':
    case 'EPERM':
      return 'its permissions, or those of its folder, do not allow it'
    case 'EROFS':
      return 'its file system is read-only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'there is no space left'
    case 'ENAMETOOLONG':
      return 'its name is too long'
    default:
      return error.message
  }
}
