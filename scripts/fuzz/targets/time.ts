import { compileTimestampFormat, pathTemplate, TimeError } from '../../../engine/time/index.ts'
import { type FuzzTarget, law, mayFail, texts } from '../target.ts'

const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu']

/** Formats and texts of timestamps, with `|` between them. */
export async function timestampTarget(): Promise<FuzzTarget> {
  return {
    corpus: texts(
      'yyyy-MM-dd HH:mm:ss|2026-03-29 02:30:00',
      "yyyy-MM-dd'T'HH:mm:ss.SSSX|2026-11-28T14:00:00.123Z",
      'UNIX|1700000000.25',
      'dd/MMM/yyyy hh:mm a|28/Nov/2026 02:05 PM',
      'yyyyMMddHHmm|202611281405',
      'yyyy-DDD|2026-365',
      'MMMM d, yyyy KK:mm:ss a|February 29, 2028 00:00:00 AM',
    ),
    tokens: [
      'yyyy',
      'yy',
      'MM',
      'MMM',
      'MMMM',
      'dd',
      'HH',
      'kk',
      'hh',
      'a',
      'mm',
      'ss',
      'SSS',
      'X',
      'XXX',
      'Z',
      "''",
      "'",
      '24',
      '29',
      '60',
      '+14:00',
    ],
    shape: 'bytes',
    run: (input) =>
      mayFail([TimeError], () => {
        const text = Buffer.from(input).toString()
        const at = text.indexOf('|')
        const parser = compileTimestampFormat(text.slice(0, at), ZONES[input.length % ZONES.length]!)
        const value = text.slice(at + 1)
        const time = parser.parseText(value)
        law(Number.isNaN(time) || Math.abs(time) < 8.64e15, () => `${time} is no moment`)
        const bytes = Buffer.from(value)
        const again = parser.parse(bytes, 0, bytes.length)
        // Texts beyond 256 bytes are refused as strings before they are read.
        law(value.length > 80 || Object.is(time, again), () => `as text ${time}, as bytes ${again}`)
      }),
  }
}

/** Path templates and paths, with a line end between them. */
export async function pathTemplateTarget(): Promise<FuzzTarget> {
  return {
    corpus: texts(
      'continuous/{{yyyyMMdd}}/{{HHmm}}\ncontinuous/20261128/1400/part.csv',
      's3://b/{{yyyy}}/{{MM}}/{{dd}}/{{HH}}/{{mm}}\ns3://b/2026/11/28/14/00',
      "{{yyyy-MM-dd'T'hh.mm a}}.csv\n2026-11-28T02.00 PM.csv",
      'x/{{YYYY}}-{{MMM}}-{{d}}/{{KK}}{{a}}\nx/2026-Nov-28/02PM',
    ),
    tokens: [
      '{{',
      '}}',
      'yyyy',
      'yy',
      'YYYY',
      'MM',
      'MMM',
      'MMMM',
      'dd',
      'DD',
      'HH',
      'kk',
      'hh',
      'KK',
      'mm',
      'ss',
      'a',
      "'",
      '/',
      '(',
      '.*',
    ],
    shape: 'bytes',
    run: (input) =>
      mayFail([TimeError], () => {
        const [template = '', path = ''] = Buffer.from(input).toString().split('\n')
        const made = pathTemplate(template, ZONES[input.length % ZONES.length]!)
        const found = made.match(path)
        law(found === undefined || Number.isFinite(found), () => `${found} is no moment`)
        const start = Date.UTC(2026, 10, 28, 14)
        const expanded = made.expand(start)
        law(expanded.startsWith(made.fixed), () => `${expanded} does not begin with ${made.fixed}`)
        const again = made.match(expanded)
        law(again === undefined || Number.isFinite(again), () => `${again} is no moment`)
      }),
  }
}
