import { ComponentResource, Config, type CustomResourceOptions, secret, StackReference } from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { deploy, DeploymentError } from './deploy.ts'

/** Needs no plugin: the engine keeps components itself. */
class Team extends ComponentResource {
  constructor(name: string, lead: string, opts: CustomResourceOptions = {}) {
    super('test:index:Team', name, {}, opts)
    this.registerOutputs({ lead })
  }
}

const teams = (...leads: readonly string[]) =>
  async function program() {
    const made = leads.map((lead) => new Team(`team-of-${lead}`, lead))
    return { teams: made.map(({ urn }) => urn), leads, word: secret('hush') }
  }

describe('deploy', { timeout: 300_000 }, () => {
  it('creates what a program declares, and then has nothing to do', async () => {
    const deployment = await deploy(teams('ada', 'grace'))
    const first = await deployment.up()
    expect(first.changes).toEqual({ create: 3 })
    expect(first.steps.map(({ op, name }) => `${op} ${name}`).toSorted()).toEqual([
      'create team-of-ada',
      'create team-of-grace',
      'create test-dev',
    ])
    const again = await deployment.up()
    expect([again.changes, again.steps]).toEqual([{ same: 3 }, []])
  })

  it('previews another program without doing it', async () => {
    const deployment = await deploy(teams('ada'))
    await deployment.up()
    const { changes, steps } = await deployment.preview(teams('grace'))
    expect(changes).toEqual({ create: 1, delete: 1, same: 1 })
    expect(steps.map(({ op, name }) => [op, name])).toEqual([
      ['create', 'team-of-grace'],
      ['delete', 'team-of-ada'],
    ])
    expect((await deployment.resources()).map(({ name }) => name)).toEqual(['test-dev', 'team-of-ada'])
  })

  it('takes a new program from then on', async () => {
    const deployment = await deploy(teams('ada'))
    await deployment.up()
    await deployment.up(teams('ada', 'grace'))
    expect((await deployment.up()).changes).toEqual({ same: 3 })
  })

  it('shows resources with type, parent and outputs, and the outputs of the stack', async () => {
    const deployment = await deploy(teams('ada'))
    await deployment.up()
    const [stack, team] = await deployment.resources()
    expect(team).toMatchObject({ type: 'test:index:Team', parent: stack!.urn, custom: false, outputs: { lead: 'ada' } })
    expect(await deployment.outputs()).toEqual({ teams: [team!.urn], leads: ['ada'], word: 'hush' })
  })

  it('refreshes and destroys, and nothing is left', async () => {
    const deployment = await deploy(teams('ada'))
    await deployment.up()
    expect((await deployment.refresh()).steps).toEqual([])
    expect((await deployment.destroy()).changes).toEqual({ delete: 2 })
    expect(await deployment.resources()).toEqual([])
  })

  it('hands configuration to the program', async () => {
    const deployment = await deploy(async () => ({ region: new Config('aws').require('region') }), {
      config: { 'aws:region': 'eu-west-1' },
    })
    await deployment.up()
    expect(await deployment.outputs()).toEqual({ region: 'eu-west-1' })
  })

  it('lets one stack refer to another', async () => {
    const one = await deploy(teams('ada'), { stack: 'one' })
    await one.up()
    const two = await deploy(async () => ({ seen: new StackReference(one.reference).getOutput('leads') }), {
      stack: 'two',
      beside: one,
    })
    await two.up()
    expect(await two.outputs()).toEqual({ seen: ['ada'] })
  })

  it('throws what the engine says when a program fails', async () => {
    const deployment = await deploy(async () => {
      const { urn } = new Team('fine', 'ada')
      throw new Error(await new Promise((resolve) => urn.apply((made) => resolve(`no coffee left after ${made}`))))
    })
    const error = await deployment.up().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(DeploymentError)
    expect((error as DeploymentError).problems.join('\n')).toContain(
      'no coffee left after urn:pulumi:dev::test::test:index:Team::fine',
    )
    expect((error as DeploymentError).outcome.steps.map(({ name }) => name)).toContain('fine')
  })
})
