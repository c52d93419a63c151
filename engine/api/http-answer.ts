import type { Visitor } from './page-cookie.ts'

/** What is sent back. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** What a refusal says; those of the guard are some of them. */
interface RefusedText {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** A refusal as the page understands it. */
export function refusal({ status, code, message }: RefusedText): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ code, message }),
  }
}

/** What somebody is told who asks for data without the right token. */
export function visitorRefusal(visitor: Exclude<Visitor, 'known'>): HttpAnswer {
  return refusal(UNKNOWN_VISITORS[visitor])
}

/** As the original service refuses, so that its clients understand it. */
export function apiRefusal(): HttpAnswer {
  const message =
    'The endpoint lacks the right token. Use the one that `crowsnest console` has printed: http://127.0.0.1:<port>/api/<token>.'
  return {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'AccessDeniedException' },
    body: JSON.stringify({ __type: 'AccessDeniedException', Message: message }),
  }
}

/**
 * What somebody is told who sends too much.
 *
 * @param most - bytes that a body may have
 */
export function tooLarge(most: number): HttpAnswer {
  return refusal({ status: 413, code: 'BODY_TOO_LARGE', message: `A request may have ${most} bytes.` })
}

const UNKNOWN_VISITORS: Readonly<Record<Exclude<Visitor, 'known'>, RefusedText>> = {
  'no-token': {
    status: 401,
    code: 'TOKEN_MISSING',
    message: 'Open the page with the address that `crowsnest console` has printed: it has a token.',
  },
  'wrong-token': {
    status: 401,
    code: 'TOKEN_WRONG',
    message:
      'That is the wrong token, perhaps of an earlier start. Open the address that `crowsnest console` has printed this time.',
  },
}
