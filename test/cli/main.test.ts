import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands.ts'
import { main } from '../../cli/main.ts'
import { fakeIo } from './fake-io.ts'

async function run(...args: readonly string[]) {
  const io = fakeIo(100)
  return { code: await main(args, io), out: io.out(), err: io.err() }
}

describe('crowsnest', () => {
  it('lists its commands on --help, and on stderr when there is no command', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    for (const name of Object.keys(COMMANDS)) expect(out).toMatch(new RegExp(`^  ${name} +\\S`, 'mu'))
    expect(await run()).toEqual({ code: 2, out: '', err: out })
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it.each([
    ['backtset', 'Did you mean backtest?'],
    ['frobnicate', '`crowsnest --help` lists them'],
    ['constructor', 'There is no command constructor'],
  ])('knows no command %s: %s', async (name, text) => {
    const { code, err } = await run(name)
    expect(code).toBe(2)
    expect(err).toContain(text)
    expect(err).toContain('[COMMAND_UNKNOWN]')
  })

  it('shows the usage beside a mistake in the command line', async () => {
    const { code, err } = await run('backtest', 'x.yaml', '--treshold', '5')
    expect(code).toBe(2)
    expect(err).toContain('Did you mean --threshold? [OPTION_UNKNOWN]')
    expect(err).toContain('Usage: crowsnest backtest SPEC [--threshold N]')
  })

  it('shows a stack only with --debug', async () => {
    expect((await run('check', 'missing.yaml', '--debug', '--nonsense')).err).toMatch(/\n {4}at /u)
    expect((await run('check', 'missing.yaml', '--nonsense')).err).not.toMatch(/\n {4}at /u)
  })

  it('takes what follows -- for operands, even --help', async () => {
    expect((await run('check', '--', '--help')).err).toContain('SPEC_NOT_FOUND')
  })
})

describe.each(Object.entries(COMMANDS))('crowsnest %s', (name, { summary, load }) => {
  it('has the summary of the list', async () => {
    expect((await load()).command).toMatchObject({ name, summary })
  })

  it('helps: with its usage, what it does, every option and examples that its options allow', async () => {
    const { command } = await load()
    const help = await run(name, '--help')
    expect(help.code).toBe(0)
    expect(await run('help', name)).toEqual(help)
    expect(help.out).toContain(`Usage: crowsnest ${name}`)
    for (const option of Object.keys(command.options)) expect(help.out).toContain(`--${option}`)
    expect(command.examples.length).toBeGreaterThan(0)
    for (const { command: line } of command.examples) {
      for (const [, option] of line.matchAll(/ --([a-z-]+)/gu)) expect(command.options).toHaveProperty(option!)
    }
  })

  it('helps on narrow terminals, too', async () => {
    const io = fakeIo(60)
    await main([name, '--help'], io)
    const [beforeExamples] = io.out().split('Examples:')
    for (const line of beforeExamples!.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  })
})
