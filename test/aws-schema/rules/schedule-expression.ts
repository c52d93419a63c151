const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

interface Field {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
  /** What else a part may be: `L`, `15W`, `6#3`. */
  readonly special?: RegExp
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', min: 0, max: 59 },
  { name: 'hours', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31, special: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 1, max: 7, names: DAYS, special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: 'year', min: 1970, max: 2199 },
]

/**
 * What EventBridge Scheduler would refuse in a schedule expression; undefined when nothing.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleExpressionProblem(expression: string): string | undefined {
  const { kind, inside = '' } = /^(?<kind>at|cron|rate)\((?<inside>.*)\)$/.exec(expression)?.groups ?? {}
  switch (kind) {
    case 'at':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside) && !Number.isNaN(Date.parse(`${inside}Z`))
        ? undefined
        : 'at(...) takes a time such as 2026-11-22T09:00:00'
    case 'rate':
      return /^[1-9]\d* (minutes?|hours?|days?)$/.test(inside) ? undefined : 'rate(...) takes a value such as 5 minutes'
    case 'cron':
      return cronProblem(inside.split(' '))
    default:
      return 'must be at(...), cron(...) or rate(...)'
  }
}

function cronProblem(parts: readonly string[]): string | undefined {
  if (parts.length !== FIELDS.length) return `cron(...) takes ${FIELDS.length} fields parted by one blank`
  if ((parts[2] === '?') === (parts[4] === '?')) return 'cron(...) wants ? as day of month or as day of week'
  const wrong = FIELDS.find((field, i) => !parts[i]!.split(',').every((part) => isPart(field, part)))
  return wrong && `cron(...) has no ${wrong.name} ${parts[FIELDS.indexOf(wrong)]}`
}

function isPart(field: Field, part: string): boolean {
  if (field.special?.test(part)) return true
  const [range = '', step, ...rest] = part.split('/')
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false
  if (range === '*') return true
  const ends = range.split('-').map((end) => valueOf(field, end))
  return ends.length <= 2 && ends.every((end) => end >= field.min && end <= field.max)
}

function valueOf({ names = [], min }: Field, text: string): number {
  const named = names.indexOf(text.toUpperCase())
  if (named >= 0) return named + min
  return /^\d+$/.test(text) ? Number(text) : Number.NaN
}
