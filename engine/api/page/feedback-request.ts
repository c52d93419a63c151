import type { FeedbackRequest } from '../../console/index.ts'
import { PageError } from './page-error.ts'

/**
 * Checks what somebody says about a group.
 *
 * @param body - JSON from outside
 * @param metrics - how many the group lists
 * @throws {PageError} PARAMETER_INVALID
 */
export function feedbackRequest(body: unknown, metrics: number): FeedbackRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('body', body, 'a JSON object with metrics and relevant')
  }
  const { metrics: places, relevant } = body as Readonly<Record<string, unknown>>
  if (relevant !== null && typeof relevant !== 'boolean') throw invalid('relevant', relevant, 'true, false or null')
  if (places === null) return { metrics: null, relevant }
  const expected = `null, or a list of at least one place from 0 to ${metrics - 1}`
  if (!Array.isArray(places) || places.length === 0) throw invalid('metrics', places, expected)
  const wrong = (places as readonly unknown[]).find((place) => !isPlace(place, metrics))
  if (wrong !== undefined) throw invalid('metrics', wrong, expected)
  return { metrics: [...new Set(places as readonly number[])], relevant }
}

function isPlace(place: unknown, metrics: number): boolean {
  return Number.isInteger(place) && (place as number) >= 0 && (place as number) < metrics
}

function invalid(name: string, got: unknown, expected: string): PageError {
  return new PageError({ code: 'PARAMETER_INVALID', name, got, expected })
}
