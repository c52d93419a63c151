/** A box of a drawing. Lengths are pixels; text is not measured, so a box has to be wide enough for it. */
interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly title: string
  readonly lines?: readonly string[]
  /** A dashed boundary around others, with its title at the top. */
  readonly boundary?: boolean
}

interface Arrow {
  readonly points: readonly (readonly [x: number, y: number])[]
  readonly label?: string
  /** Where the label stands; beside the middle of the first line by default. */
  readonly at?: readonly [x: number, y: number]
}

interface Drawing {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly boxes: readonly Box[]
  readonly arrows: readonly Arrow[]
}

const PIPELINE = [
  'source',
  'format',
  'dataset',
  'metric model',
  'detection',
  'layers',
  'anomalies',
  'commit',
  'alerts',
] as const
const STEPS: Readonly<Record<(typeof PIPELINE)[number], readonly string[]>> = {
  source: ['lists and streams', 'the data of an interval'],
  format: ['bytes to columns;', 'what is bad is counted'],
  dataset: ['one sum and count for', 'metric and interval'],
  'metric model': ['64 shards of arrays', 'by a hash'],
  detection: ['judges each value by', 'its past, then learns'],
  layers: ['totals, single values,', 'pairs; one verdict'],
  anomalies: ['groups, what explains', 'them, causes'],
  commit: ['one object, written', 'if it is absent'],
  alerts: ['after the commit;', 'a receipt ends them'],
}

/** The drawings of the documentation by the path of their file. */
export function drawings(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/images/way-of-a-record.svg', svg(wayOfARecord())],
    ['docs/images/in-an-account.svg', svg(inAnAccount())],
  ])
}

function wayOfARecord(): Drawing {
  const boxes = PIPELINE.map((title, index) => {
    const [x, y] = place(index)
    return { x, y, width: 160, height: 80, title, lines: STEPS[title] }
  })
  const arrows = PIPELINE.slice(1).map((_title, index): Arrow => {
    const [x, y] = place(index)
    const [nextX, nextY] = place(index + 1)
    return y === nextY
      ? {
          points: [
            [x + 160, y + 40],
            [nextX, nextY + 40],
          ],
        }
      : {
          points: [
            [x + 80, y + 80],
            [x + 80, y + 105],
            [nextX + 80, y + 105],
            [nextX + 80, nextY],
          ],
        }
  })
  return { title: 'The way of a record, from a source to an alert', width: 960, height: 250, boxes, arrows }
}

function inAnAccount(): Drawing {
  return {
    title: 'An engine in an account of AWS, with its trust boundaries',
    width: 960,
    height: 520,
    boxes: [
      { x: 10, y: 10, width: 210, height: 500, title: 'people', boundary: true },
      { x: 240, y: 10, width: 440, height: 500, title: 'your account: the engine', boundary: true },
      { x: 700, y: 10, width: 250, height: 240, title: 'data: this account or others', boundary: true },
      { x: 700, y: 270, width: 250, height: 240, title: 'receivers', boundary: true },
      { x: 30, y: 50, width: 170, height: 90, title: 'deployer', lines: ['Pulumi, Terraform,', 'CloudFormation'] },
      { x: 30, y: 390, width: 170, height: 90, title: 'reviewer', lines: ['crowsnest console', 'on loopback'] },
      { x: 260, y: 50, width: 170, height: 80, title: 'schedules', lines: ['a wake-up, nothing', 'that it decides'] },
      {
        x: 260,
        y: 210,
        width: 170,
        height: 100,
        title: 'engine',
        lines: ['one function; reads', 'no data with its', 'own role'],
      },
      {
        x: 260,
        y: 400,
        width: 170,
        height: 80,
        title: 'state bucket',
        lines: ['history that is never', 'overwritten'],
      },
      { x: 500, y: 90, width: 160, height: 80, title: 'dataset role', lines: ['one a dataset;', 'reads that alone'] },
      {
        x: 500,
        y: 350,
        width: 160,
        height: 80,
        title: 'alert role',
        lines: ['one an alert;', 'one topic or function'],
      },
      { x: 720, y: 50, width: 210, height: 80, title: 'S3, CloudWatch, Athena', lines: ['Redshift, AppFlow'] },
      {
        x: 720,
        y: 150,
        width: 210,
        height: 80,
        title: 'RDS, Aurora',
        lines: ['in a VPC; password in', 'Secrets Manager'],
      },
      { x: 720, y: 310, width: 210, height: 80, title: 'SNS, Lambda', lines: ['mail, text message,', 'your own code'] },
      { x: 720, y: 410, width: 210, height: 80, title: 'notifier', lines: ['Slack, PagerDuty,', 'Datadog, webhooks'] },
    ],
    arrows: [
      {
        points: [
          [200, 95],
          [260, 95],
        ],
      },
      {
        points: [
          [115, 140],
          [115, 345],
          [300, 345],
          [300, 400],
        ],
        label: 'declares',
        at: [125, 338],
      },
      {
        points: [
          [345, 130],
          [345, 210],
        ],
        label: 'wakes',
      },
      {
        points: [
          [345, 310],
          [345, 400],
        ],
        label: 'commits',
      },
      {
        points: [
          [200, 435],
          [260, 435],
        ],
      },
      {
        points: [
          [430, 235],
          [465, 235],
          [465, 130],
          [500, 130],
        ],
        label: 'external id',
        at: [472, 215],
      },
      {
        points: [
          [430, 285],
          [465, 285],
          [465, 390],
          [500, 390],
        ],
        label: 'external id',
        at: [472, 310],
      },
      {
        points: [
          [660, 120],
          [690, 120],
          [690, 90],
          [720, 90],
        ],
      },
      {
        points: [
          [660, 145],
          [690, 145],
          [690, 190],
          [720, 190],
        ],
      },
      {
        points: [
          [660, 380],
          [690, 380],
          [690, 350],
          [720, 350],
        ],
      },
      {
        points: [
          [660, 405],
          [690, 405],
          [690, 450],
          [720, 450],
        ],
      },
    ],
  }
}

function svg({ title, width, height, boxes, arrows }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<!-- Generated from scripts/drawings.ts by \`npm run generate\`; edit that instead. -->
<title>${title}</title>
<style>
text { font: 12px system-ui, sans-serif; fill: #1d2430 }
.title { font-weight: 600; font-size: 13px }
.box { fill: #eef3f9; stroke: #5b7794 }
.boundary { fill: none; stroke: #7a8494; stroke-dasharray: 6 4 }
.arrow { fill: none; stroke: #39516b; stroke-width: 1.5; marker-end: url(#tip) }
.tip { fill: #39516b }
.ground { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #e2e6ec }
  .box { fill: #222d3a; stroke: #7f9cba }
  .boundary { stroke: #8b95a5 }
  .arrow { stroke: #a9c3de }
  .tip { fill: #a9c3de }
  .ground { fill: #14181f }
}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="ground" width="${width}" height="${height}"/>
${boxes.map(box).join('\n')}
${arrows.map(arrow).join('\n')}
</svg>
`
}

function box({ x, y, width, height, title, lines = [], boundary = false }: Box): string {
  const shape = `<rect class="${boundary ? 'boundary' : 'box'}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`
  const texts = [
    `<text class="title" x="${x + 12}" y="${y + 24}">${title}</text>`,
    ...lines.map((line, index) => `<text x="${x + 12}" y="${y + 44 + index * 18}">${line}</text>`),
  ]
  return shape + texts.join('')
}

function arrow({ points, label, at }: Arrow): string {
  const [[x, y], [nextX, nextY]] = points as readonly [readonly [number, number], readonly [number, number]]
  const [labelX, labelY] = at ?? [(x + nextX) / 2 + 8, (y + nextY) / 2 + 4]
  const text = label === undefined ? '' : `<text x="${labelX}" y="${labelY}">${label}</text>`
  return `<polyline class="arrow" points="${points.map((point) => point.join(',')).join(' ')}"/>${text}`
}

/** Where a step of the pipeline stands: five in a row. */
function place(index: number): readonly [x: number, y: number] {
  return [20 + (index % 5) * 190, 20 + Math.floor(index / 5) * 130]
}
