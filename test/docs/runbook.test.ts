import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { planMonitoring } from '../../plans/index.ts'
import { FAMILIES, runbook } from '../../scripts/generated-runbook.ts'

const SOURCES = new Map(globSync('engine/**/*.ts').map((path) => [path, readFileSync(path, 'utf8')]))
const ENTRIES = new Set(FAMILIES.flatMap(({ entries }) => Object.keys(entries)))

/** Codes of ours that nobody meets who operates detectors, and where they are told. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  NO_RECORDS: 'crowsnest init',
  NO_SORT_KEY: 'a warning of crowsnest check --connect',
  NO_PARTITION: 'a warning of crowsnest check --connect',
  FULL_SCAN: 'a warning of crowsnest check --connect',
  FORMAT_DIFFERS: 'a warning of crowsnest check --connect',
  FEW_METRICS: 'a warning of crowsnest check --connect',
  NOT_ENCRYPTED: 'a warning of crowsnest check --connect',
  FLOW_RUNS_RARELY: 'a warning of crowsnest check --connect',
  FLOW_FAILING: 'a warning of crowsnest check --connect',
}

/** Errors whose codes are in the runbook by their types, which the compiler compares, and those that have none there. */
const ERRORS: Readonly<Record<string, 'runbook' | 'elsewhere'>> = {
  StateError: 'runbook',
  SnapshotError: 'runbook',
  RunError: 'runbook',
  SourceError: 'runbook',
  FormatError: 'runbook',
  DatasetError: 'runbook',
  TimeError: 'runbook',
  HostError: 'runbook',
  CareError: 'runbook',
  DeliveryError: 'runbook',
  NotifierError: 'runbook',
  PageError: 'runbook',
  ApiError: 'runbook',
  // They have no codes: one is the cause of ROLE_UNUSABLE, one is shown by the page itself.
  ServiceRoleError: 'elsewhere',
  DataError: 'elsewhere',
  // Caught where they are thrown: they say nothing to people.
  Overtaken: 'elsewhere',
  ReadFailure: 'elsewhere',
  // crowsnest init.
  InspectError: 'elsewhere',
}

describe('the runbook', () => {
  it('has an entry for every code in the sources of the engine', () => {
    const found = [...SOURCES.values()].flatMap((text) =>
      [...text.matchAll(/\bcode: '([A-Z]+(?:_[A-Z]+)+|INTERNAL)'/gu)].map(([, code]) => code!),
    )
    expect(found.length).toBeGreaterThan(100)
    expect([...new Set(found)].filter((code) => !ENTRIES.has(code) && !(code in ELSEWHERE))).toEqual([])
  })

  it('has no entry without a code', () => {
    const all = [...SOURCES.values()].join('\n')
    const codes = FAMILIES.filter(({ title }) => title !== 'Alarms').flatMap(({ entries }) => Object.keys(entries))
    expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`, 'u').test(all))).toEqual([])
  })

  it('knows every error of the engine', () => {
    const classes = [...SOURCES.values()].flatMap((text) =>
      [...text.matchAll(/class (\w+)(?:<[^{]*>)? extends Error\b/gu)].map(([, name]) => name!),
    )
    expect(classes.filter((name) => !(name in ERRORS)).toSorted()).toEqual([])
    expect(Object.keys(ERRORS).filter((name) => !classes.includes(name))).toEqual([])
  })

  it('has an entry for every alarm, and none for others', () => {
    const { alarms } = planMonitoring(
      { engine: { name: 'main' }, detectors: [{ name: 'a', interval: 'PT1H' }], channelFunctions: ['f'], map: true },
      { partition: 'aws', region: 'us-east-1', account: '111122223333' },
    )
    const linked = alarms.map(({ description }) => / docs\/runbook\.md#([\w-]+)$/.exec(description)?.[1])
    const [family] = FAMILIES
    expect(linked.toSorted()).toEqual(Object.keys(family!.entries).toSorted())
  })

  it('has a heading for each entry, so that links by code arrive', () => {
    const page = readFileSync('docs/runbook.md', 'utf8')
    const headings = [...page.matchAll(/^### (.+)$/gmu)].map(([, heading]) => heading!)
    expect(headings.toSorted()).toEqual([...ENTRIES].toSorted())
    expect(new Set(headings.map((heading) => heading.toLowerCase())).size).toBe(headings.length)
  })

  it('shows messages as the code makes them', () => {
    const text = runbook()
    expect(text).toContain("<url>: access to <key> was denied (<operation>). Allow it in the role's policy")
    expect(text).not.toMatch(/undefined|NaN[^ ]|\[object|Invalid Date/u)
  })

  it.each(
    FAMILIES.flatMap(({ title, entries }) =>
      Object.entries(entries).map(([code, advice]) => ({ title, code, advice })),
    ),
  )('says in $title what to do about $code in sentences', ({ advice: { did, cure } }) => {
    for (const text of [did, cure]) if (text !== undefined) expect(text).toMatch(/^[A-Z`].*[.?]$/su)
  })
})
