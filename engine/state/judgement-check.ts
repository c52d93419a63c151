/**
 * What is wrong with judgements that were read.
 *
 * @param at - when they must have been said, epoch milliseconds
 * @returns for people, with the place; undefined when nothing is
 */
export function judgementProblem(judgements: unknown, at: number): string | undefined {
  if (!Array.isArray(judgements)) return 'it is no list of judgements'
  for (const [index, judgement] of judgements.entries()) {
    if (!isObject(judgement)) return `judgements[${index}] is no object`
    if (judgement['at'] !== at) return `judgements[${index}].at is not the moment of its key`
    const wrong = Object.entries(FIELDS).find(([field, isFine]) => !isFine(judgement[field]))
    if (wrong !== undefined) return `judgements[${index}].${wrong[0]} is not what a judgement has there`
  }
  return undefined
}

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  about: isText,
  groupId: isText,
  whole: (value) => typeof value === 'boolean',
  relevant: (value) => value === null || typeof value === 'boolean',
  by: isText,
  measure: isText,
  series: (value) => Array.isArray(value) && value.every(isText),
  direction: (value) => value === 'up' || value === 'down',
  slot: (value) => isObject(value) && ['ofDay', 'dayOfWeek', 'dayOfYear'].every((field) => isNumber(value[field])),
  severity: isNumber,
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
