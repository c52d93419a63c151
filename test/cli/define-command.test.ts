import { describe, expect, it } from 'vitest'
import { defineCommand } from '../../cli/define-command.ts'
import { fakeIo } from './fake-io.ts'

const seen: unknown[] = []
const sample = defineCommand({
  name: 'sample',
  summary: 'tries options',
  operands: 'SPEC...',
  description: 'For this test.',
  options: {
    threshold: { value: 'N', help: 'least severity' },
    measure: { value: 'C', multiple: true, help: 'a measure' },
    out: { value: 'FILE', required: true, help: 'where to' },
    strict: { short: 's', help: 'is strict' },
  },
  examples: [],
  run: async (invocation) => {
    seen.push(invocation)
    return 1
  },
})

describe('defineCommand', () => {
  it('hands over what was parsed, and gives the exit code of the body', async () => {
    const code = await sample.run(
      ['a.yaml', '--measure', 'x', '--out=o', '-s', '--measure=y', 'b.yaml', '--json'],
      fakeIo(),
    )
    expect(code).toBe(1)
    expect(seen.pop()).toMatchObject({
      operands: ['a.yaml', 'b.yaml'],
      values: { threshold: undefined, measure: ['x', 'y'], out: 'o', strict: true },
      json: true,
    })
  })

  it('takes what follows -- as operands', async () => {
    await sample.run(['--out', 'o', '--', '--odd-name.yaml'], fakeIo())
    expect(seen.pop()).toMatchObject({ operands: ['--odd-name.yaml'] })
  })

  it.each([
    { args: ['--treshold', '5'], code: 'OPTION_UNKNOWN', text: 'Did you mean --threshold?' },
    { args: ['--frobnicate'], code: 'OPTION_UNKNOWN', text: '--frobnicate is not an option of `sample`.' },
    { args: ['--toString'], code: 'OPTION_UNKNOWN', text: '--toString' },
    { args: ['a', '--threshold'], code: 'OPTION_VALUE_MISSING', text: '--threshold N' },
    { args: ['a', '--strict=yes'], code: 'OPTION_TAKES_NO_VALUE', text: '"yes"' },
    { args: ['a', '--out', 'x', '--out', 'y'], code: 'OPTION_REPEATED', text: '"x", "y"' },
    { args: ['a'], code: 'OPTION_REQUIRED', text: '--out FILE' },
    { args: ['--out', 'x'], code: 'OPERAND_MISSING', text: 'SPEC is missing' },
  ])('refuses $args with $code', async ({ args, code, text }) => {
    const error: unknown = await Promise.resolve()
      .then(() => sample.run(args, fakeIo()))
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, command: 'sample', message: expect.stringContaining(text) })
  })
})
