import { nearest } from './nearest.ts'

/** Abbreviations that are no IANA names, with the zone that most people mean. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  Z: 'UTC',
  BST: 'Europe/London',
  CEST: 'Europe/Berlin',
  EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  IST: 'Asia/Kolkata',
  SGT: 'Asia/Singapore',
  JST: 'Asia/Tokyo',
  AEST: 'Australia/Sydney',
}

/**
 * Short names that Node knows and IANA does not; most of them mean several zones.
 * https://unicode-org.github.io/icu/userguide/datetime/timezone/, CLDR timezone.xml: short identifiers
 */
const AMBIGUOUS =
  /^([ABCE]AT|ACT|AET|AGT|ART|AST|BET|BST|CNT|CST|CTT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/

/** Whether a text is the IANA name of a time zone, in its own spelling: `Europe/Berlin`, not `europe/berlin` or `+01:00`. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || AMBIGUOUS.test(name)) return false
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    return canonical === name || canonical.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}

/** The time zone that somebody probably meant, by its spelling, its city or a well-known abbreviation. */
export function nearestTimeZone(text: string): string | null {
  const upper = text.trim().toUpperCase()
  if (Object.hasOwn(ABBREVIATIONS, upper)) return ABBREVIATIONS[upper]!
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  const exact = zones.find((zone) => zone.toUpperCase() === upper)
  if (exact !== undefined) return exact
  const cities = new Map(zones.map((zone) => [zone.slice(zone.lastIndexOf('/') + 1), zone]))
  const city = nearest(text.slice(text.lastIndexOf('/') + 1), [...cities.keys()])
  return nearest(text, zones) ?? (city === null ? null : cities.get(city)!)
}
