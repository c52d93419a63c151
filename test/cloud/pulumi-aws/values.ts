/** Properties of a resource as they come over Pulumi's wire: JSON, with marks for assets and unknown values. */
export type Values = Readonly<Record<string, unknown>>

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>

/** The same properties without those that are undefined. */
export function defined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** Whether a value is an object, neither a list nor null. */
export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A policy or another document as the JSON text that AWS wants. */
export function json(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}
