/**
 * How keys become paths, so that any key can be a file anywhere: lower-case ASCII letters, digits and `-_=+@` stay, a capital becomes
 * `^` and its small letter (file systems that ignore case), all else `%` and its UTF-8 in hexadecimal. Folders have no dot
 * and files have one, so that `a` and `a/b` do not clash; a name without a dot gets `.%`, which nothing else ends with.
 */
export function pathOf(key: string): string {
  const segments = key.split('/')
  return [...segments.slice(0, -1).map(folderName), fileName(segments.at(-1)!)].join('/')
}

/** A part of a key before a slash, as a folder's name. */
export function folderName(segment: string): string {
  return escapeReserved(escape(segment, /[a-z0-9\-_=+@]/))
}

/** The last part of a key, as a file's name. */
export function fileName(segment: string): string {
  const inner = escape(segment, /[a-z0-9\-_=+@.]/)
    .replace(/^\./, '%2e')
    .replace(/\.$/, '%2e')
  return escapeReserved(inner.includes('.') ? inner : `${inner}.%`)
}

/** The part of a key that a folder or file stands for; undefined when it is not one of ours. */
export function segmentOf(name: string, kind: 'folder' | 'file'): string | undefined {
  const inner = kind === 'file' ? name.replace(/\.%$/, '') : name
  let segment: string
  try {
    segment = decodeURIComponent(inner.replaceAll(/\^([a-z])/g, (_all, letter: string) => letter.toUpperCase()))
  } catch {
    return undefined
  }
  return (kind === 'file' ? fileName(segment) : folderName(segment)) === name ? segment : undefined
}

function escape(segment: string, plain: RegExp): string {
  let text = ''
  for (const character of segment) {
    if (plain.test(character)) text += character
    else if (/[A-Z]/.test(character)) text += `^${character.toLowerCase()}`
    else for (const byte of Buffer.from(character)) text += hex(byte)
  }
  return text
}

/** Windows keeps these names for devices, with any ending. */
function escapeReserved(name: string): string {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/.test(name) ? hex(name.charCodeAt(0)) + name.slice(1) : name
}

function hex(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`
}
