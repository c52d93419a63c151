import { array, assert as assertLaw, constantFrom, property, record, stringMatching, uniqueArray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alertPart,
  assumablePath,
  datasetPart,
  iamReport,
  iamReportMarkdown,
  planServiceRoles,
  resolveEngine,
} from '../../plans/index.ts'
import { checkedArn, type ServicePart } from '../../policies/index.ts'

const PLACE = { partition: 'aws', region: 'us-east-2', account: '111122223333' } as const
const ENGINE = resolveEngine({ name: 'main' }, PLACE)
const TOPIC = 'arn:aws:sns:us-east-2:111122223333:oncall'

const names = stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/)
const detectors = uniqueArray(record({ name: names, alerts: uniqueArray(names, { maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 4,
  selector: ({ name }) => name,
})

function partsOf(alerts: readonly string[]): readonly ServicePart[] {
  const dataset = { source: { s3: { historical: 's3://acme/h/', format: { jsonLines: {} } } }, measures: [] } as const
  return [
    datasetPart(dataset, {}),
    ...alerts.map((name) => alertPart({ name, channel: { sns: { topic: TOPIC } } }, undefined)!),
  ]
}

describe('planServiceRoles', () => {
  it('names every role of every detector otherwise, within the limits of IAM and below the path of the engine', () => {
    assertLaw(
      property(detectors, constantFrom(true, false), (all, combined) => {
        const roles = all.flatMap(({ name, alerts }) =>
          planServiceRoles(ENGINE, name, partsOf(alerts), { combined: combined && alerts.length > 0 }),
        )
        expect(new Set(roles.map(({ name }) => name.toLowerCase())).size).toBe(roles.length)
        for (const { name, arn, path } of roles) {
          expect(name).toMatch(/^[\w+=,.@-]{1,64}$/)
          expect(path.startsWith(assumablePath(ENGINE)!)).toBe(true)
          checkedArn(PLACE, arn, 'a role', 'iam::<account>:role/<name>', new RegExp(`^role${path}${name}$`))
        }
      }),
    )
  })

  it('trusts the engine for its own detector and purposes, and for no other', () => {
    assertLaw(
      property(names, array(names, { maxLength: 3 }), (detector, alerts) => {
        for (const { trust } of planServiceRoles(ENGINE, detector, partsOf([...new Set(alerts)]))) {
          const [assume] = trust.statements
          const ids = assume!.conditions['StringEquals']!['sts:ExternalId']!
          expect(ids).toHaveLength(1)
          expect(ids[0]).toMatch(new RegExp(`:detector/${detector}/(dataset|alert/[^/]+)$`))
          expect(assume!.principal).toEqual({ AWS: [ENGINE.roleArn] })
        }
      }),
    )
  })

  it('does not say what an engine with a role of its owner may assume', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/engine'
    expect(assumablePath(resolveEngine({ name: 'main', roleArn }, PLACE))).toBeUndefined()
    expect(assumablePath(ENGINE)).toBe('/crowsnest/us-east-2/main/services/')
  })
})

describe('the report of roles', () => {
  it('has every role and statement with its reason, in JSON and in Markdown', () => {
    const roles = planServiceRoles(ENGINE, 'revenue', partsOf(['on_call']))
    const report = iamReport('Detector "revenue"', ENGINE.place, true, roles, [])
    expect(report.roles.map(({ name }) => name)).toEqual(roles.map(({ name }) => name))
    const page = iamReportMarkdown(report)
    for (const { name, path, reason, trust, documents } of roles) {
      expect(page).toContain(`## Role \`${name}\``)
      expect(page).toContain(`- Path: \`${path}\``)
      expect(page).toContain(reason.replaceAll('_', '\\_'))
      for (const { sid } of [trust, ...documents].flatMap(({ statements }) => statements)) {
        expect(page).toContain(`| \`${sid}\` |`)
      }
    }
    expect(page).toContain('create each under exactly this name and path')
    expect(iamReportMarkdown(iamReport('x', ENGINE.place, false, [], []))).toContain('No role is needed.')
  })
})
