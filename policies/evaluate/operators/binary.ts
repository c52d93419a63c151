import { typedComparison, type Comparison } from './operator.ts'

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** BinaryEquals: the same bytes; both sides are written in base64. */
export const binaryEquals: Comparison = typedComparison(
  (text) => (BASE64.test(text) ? text : undefined),
  'base64',
  (request, policy) => request === policy || canonical(request) === canonical(policy),
)

/** The unused bits of the last character may differ. */
function canonical(text: string): string {
  return btoa(atob(text))
}
