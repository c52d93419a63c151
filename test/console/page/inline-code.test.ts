import { describe, expect, it } from 'vitest'
import { inlineCode } from '../../../engine/console/page/inline-code.ts'

describe('inlineCode', () => {
  it.each([
    ['run `crowsnest console` again', 'run <code>crowsnest console</code> again'],
    ['`a` and `b`', '<code>a</code> and <code>b</code>'],
    ['a lonely ` stays', 'a lonely ` stays'],
    ['`<b>` & co', '<code>&lt;b&gt;</code> &amp; co'],
  ])('writes %s as %s', (text, html) => {
    expect(inlineCode(text).text).toBe(html)
  })
})
