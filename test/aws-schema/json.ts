/** A value of JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord

/** An object of JSON. */
export interface JsonRecord {
  readonly [name: string]: JsonValue
}

/** Whether a value of JSON is an object. */
export function isJsonRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
