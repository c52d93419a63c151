import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { NotifierFailure } from '../../engine/alerts/services/index.ts'
import { planMonitoring } from '../../plans/index.ts'
import { ENDPOINT_SERVICES } from '../../policies/index.ts'

const page = (name: string): string => readFileSync(join(import.meta.dirname, `../../docs/${name}.md`), 'utf8')

describe('docs/channels.md', () => {
  it('explains every failure of the notifier', () => {
    const codes: Readonly<Record<NotifierFailure['code'], true>> = {
      ALERT_UNREADABLE: true,
      NOTIFIER_SETTINGS: true,
      SECRET_UNREADABLE: true,
      SECRET_UNUSABLE: true,
      SERVICE_REFUSED: true,
      SERVICE_UNAVAILABLE: true,
    }
    expect(Object.keys(codes).filter((code) => !page('channels').includes(`| \`${code}\` `))).toEqual([])
  })
})

describe('docs/network.md', () => {
  it('says of every service who needs its endpoint', () => {
    const services = Object.keys(ENDPOINT_SERVICES).filter((service) => service !== 's3')
    expect(services.filter((service) => !page('network').includes(`| \`${service}\` `))).toEqual([])
  })
})

describe('docs/monitoring.md', () => {
  it('has every alarm', () => {
    const detectors = [{ name: '<detector>', interval: 'PT1H' as const }]
    const settings = { engine: { name: 'e' }, detectors, channelFunctions: ['<function>'] }
    const { alarms } = planMonitoring(settings, { partition: 'aws', region: 'eu-west-1', account: '111122223333' })
    const names = alarms.map(({ name }) => name.replace(/^crowsnest-e-/, ''))
    expect(names).toHaveLength(13)
    expect(names.filter((name) => !page('monitoring').includes(`\`${name}\``))).toEqual([])
  })
})
