import type { Shape } from './representatives.ts'

const LETTERS = [...'xyzwvutsrqponmlkjihgfedcba0123456789']

/** `service:name` in lower case. */
export const ACTION_SHAPE: Shape = {
  others: [...LETTERS, '-'],
  next(state, character) {
    if (character === ':') return state === 1 ? 2 : -1
    if (!/[a-z0-9_-]/.test(character) || (character === '_' && state < 2)) return -1
    return state === 0 ? 1 : state === 2 ? 3 : state
  },
  accepts: (state) => state === 3,
}

/** States of the shape of an ARN, after its first four characters. */
const [PARTITION, IN_PARTITION, SERVICE, IN_SERVICE, REGION, ACCOUNT, RESOURCE, IN_RESOURCE] = [
  4, 5, 6, 7, 8, 9, 10, 11,
]

/** What a colon leads to; elsewhere it is not possible. */
const AFTER_COLON = new Map([
  [IN_PARTITION, SERVICE],
  [IN_SERVICE, REGION],
  [REGION, ACCOUNT],
  [ACCOUNT, RESOURCE],
  [RESOURCE, IN_RESOURCE],
  [IN_RESOURCE, IN_RESOURCE],
])

/** What any other character leads to, where that is another state. */
const AFTER_CHARACTER = new Map([
  [PARTITION, IN_PARTITION],
  [SERVICE, IN_SERVICE],
  [RESOURCE, IN_RESOURCE],
])

/** An ARN: six fields, of which partition, service and resource are not empty. */
export const ARN_SHAPE: Shape = {
  others: [...LETTERS, ...'-_/.XYZ'],
  next(state, character) {
    if (state < PARTITION!) return character === 'arn:'[state] ? state + 1 : -1
    if (character === ':') return AFTER_COLON.get(state) ?? -1
    return AFTER_CHARACTER.get(state) ?? state
  },
  accepts: (state) => state === IN_RESOURCE,
}

/** Any text. */
export const TEXT_SHAPE: Shape = {
  others: [...LETTERS, ...'XYZWVUTSRQPONMLKJIHGFEDCBA -_/.'],
  next: () => 1,
  accepts: () => true,
}
