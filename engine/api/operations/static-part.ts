/** The folder in which all files of a path template are: what is before the first key, to the last `/`. */
export function staticPart(template: string): string {
  return template.replace(/[^/]*\{\{.*$/s, '')
}
