import { describe, expect, it } from 'vitest'
import { parseSpec } from '../../spec/index.ts'
import { sampleSpec } from './sample-spec.ts'

const SPEC = `# a comment
detector: revenue
interval: PT1H
dataset:
  source: { folder: { historical: ./data.csv, format: { csv: {} } } }
  timestamp:
    column: at
    format: yyyy-MM-dd HH:mm
  measures:
    - column: views
      aggregation: SUM
`

/** code@line:column of every finding. */
function found(text: string): readonly string[] {
  return parseSpec(text, 'spec.yaml').findings.map(({ code, line, column }) => `${code}@${line}:${column}`)
}

describe('parseSpec', () => {
  it('reads YAML', () => {
    const { spec, findings } = parseSpec(SPEC, 'spec.yaml')
    expect(findings).toEqual([])
    expect(spec).toMatchObject({
      detector: 'revenue',
      dataset: { measures: [{ column: 'views', aggregation: 'SUM' }] },
    })
  })

  it('reads JSON, with tabs for indentation too', () => {
    const json = JSON.stringify(sampleSpec(), null, '\t')
    expect(parseSpec(json, 'spec.json')).toEqual({ spec: sampleSpec(), findings: [] })
  })

  it('reads a file with a byte order mark and Windows line ends, and counts its lines', () => {
    expect(found(`\uFEFF${SPEC}`.replaceAll('\n', '\r\n'))).toEqual([])
    expect(found(`\uFEFF${SPEC.replace('PT1H', '1h')}`.replaceAll('\n', '\r\n'))).toEqual(['INTERVAL_UNKNOWN@3:11'])
  })

  it('reads anchors, aliases and merge keys', () => {
    const text = SPEC.replace(
      '- column: views\n      aggregation: SUM',
      '- &views { column: views, aggregation: SUM }\n    - { <<: *views, column: clicks }',
    )
    expect(parseSpec(text, 'spec.yaml').spec?.dataset.measures).toEqual([
      { column: 'views', aggregation: 'SUM' },
      { column: 'clicks', aggregation: 'SUM' },
    ])
  })

  it('reports everything at once, in the order of the text', () => {
    const text = SPEC.replace('PT1H', '5m')
      .replace('HH:mm', 'hh:mm')
      .replace('aggregation: SUM', 'aggregation: MAX')
      .replace('  measures:', '  timezone: Berlin\n  dimension: [shop]\n  measures:')
    expect(found(text)).toEqual([
      'INTERVAL_UNKNOWN@3:11',
      'TIMESTAMP_MARKER_MISSING@8:13',
      'TIMEZONE_UNKNOWN@9:13',
      'FIELD_UNKNOWN@10:3',
      'VALUE_UNKNOWN@13:20',
    ])
  })

  it('names the file in each finding', () => {
    expect(parseSpec('a: b\n', 'specs/a.yaml').findings.every(({ file }) => file === 'specs/a.yaml')).toBe(true)
  })

  // Places: a wrong key at the key, a wrong value at the value, a missing key at the mapping that lacks it.
  it.each([
    { text: SPEC.replace('column: at', 'colum: at'), at: ['FIELD_UNKNOWN@7:5'] },
    { text: SPEC.replace('    format: yyyy-MM-dd HH:mm\n', ''), at: ['FIELD_MISSING@6:3'] },
    { text: SPEC.replace('aggregation: SUM', 'aggregation:'), at: ['VALUE_UNKNOWN@11:7'] },
    { text: SPEC.replace('column: views', 'column: [views]'), at: ['TYPE_WRONG@10:15'] },
    { text: `${SPEC}tags: { a: "b", "aws:c": d }\n`, at: ['TAG_RESERVED@12:17'] },
    { text: `${SPEC}detector: again\n`, at: ['YAML_DUPLICATE_KEY@12:1'] },
    { text: `${SPEC}---\n${SPEC}`, at: ['YAML_SEVERAL_DOCUMENTS@12:1'] },
    { text: SPEC.replace('    column', '\tcolumn'), at: ['YAML_TAB@7:1'] },
    { text: SPEC.replace('views', '*views'), at: ['YAML_SYNTAX@10:15'] },
    {
      text: SPEC.replace('revenue', '"revenue'),
      at: expect.arrayContaining([expect.stringContaining('YAML_SYNTAX@')]),
    },
    { text: SPEC.replace('revenue', '!secret revenue'), at: ['YAML_TAG_UNKNOWN@2:11'] },
    { text: '', at: ['SPEC_EMPTY@1:1'] },
    { text: '# comments only\n', at: ['SPEC_EMPTY@1:1'] },
    { text: 'just text', at: ['SPEC_NOT_A_MAPPING@1:1'] },
  ])('finds $at', ({ text, at }) => {
    expect(found(text)).toEqual(at)
  })

  it('does not check the shape of text that it could not understand', () => {
    expect(found('detector: [a\nowner: me\n').every((finding) => finding.startsWith('YAML_SYNTAX'))).toBe(true)
  })

  it('takes what YAML does not make text of as the mistake that it is', () => {
    const text = SPEC.replace(
      '  measures:',
      '  dimensions: [shop]\n  filters: { shop: [01, no, 2024-01-01] }\n  measures:',
    )
    const { findings } = parseSpec(text, 'spec.yaml')
    expect(findings.map(({ code, path, help }) => ({ code, path, help }))).toEqual([
      { code: 'TYPE_WRONG', path: ['dataset', 'filters', 'shop', 0], help: 'Put it in quotes: "1".' },
    ])
  })

  it.each(['&a <<: *a', 'dataset:\n  <<: 5', '<<: [1, 2]'])('refuses to merge what is no map: %s', (text) => {
    const { spec, findings } = parseSpec(text, 'spec.yaml')
    expect(spec).toBeNull()
    const [line, column] = text.startsWith('dataset') ? [2, 3] : [1, text.indexOf('<<') + 1]
    expect(findings).toContainEqual(expect.objectContaining({ code: 'YAML_SYNTAX', line, column }))
  })

  it('gives up on an alias bomb without building it', () => {
    const levels = Array.from(
      { length: 30 },
      (_, level) => `l${level}: &l${level} [${level === 0 ? 'x' : `*l${level - 1}, *l${level - 1}`}]`,
    )
    expect(found(`${levels.join('\n')}\n`)).toEqual(['YAML_TOO_MANY_ALIASES@1:1'])
  })

  // Quadratic work would take minutes here and run into the timeout of the test.
  it.each([
    ['unknown keys', Array.from({ length: 8000 }, (_, index) => `k${index}: 1`).join('\n'), 8003],
    ['unclosed braces in a template', `dataset: { source: { folder: { continuous: "${'{{'.repeat(45_000)}" } } }`, 6],
    ['a time zone', `dataset: { timezone: ${'x'.repeat(90_000)} }`, 5],
  ])('copes with a great many %s', (_name, text, count) => {
    expect(parseSpec(text, 'spec.yaml').findings).toHaveLength(count)
  })
})
