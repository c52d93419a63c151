import { typedComparison, type Comparison } from './operator.ts'

/** W3C's profile of ISO 8601: from a year to fractions of a second; with a time comes a zone. */
const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/

/** Four digits are a year, others seconds since 1970. */
const EPOCH = /^-?\d+(?:\.\d+)?$/

/**
 * A comparison of moments, as ISO 8601 or as seconds since 1970.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function date(compare: (request: number, policy: number) => boolean): Comparison {
  return typedComparison(readMoment, 'a date in ISO 8601 or seconds since 1970', compare)
}

/** Milliseconds since 1970 of a moment in ISO 8601 or seconds since 1970; undefined when it is neither. */
export function readMoment(text: string): number | undefined {
  const iso = ISO.exec(text)
  if (iso === null) return EPOCH.test(text) ? Number(text) * 1000 : undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = iso
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const wholeMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(day) > wholeMonth) return undefined
  const moment = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${`${fraction}000`.slice(0, 3)}${offset}`,
  )
  return Number.isNaN(moment) ? undefined : moment
}
