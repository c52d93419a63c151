import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DiffError,
  diffPolicies,
  evaluateRequest,
  EvaluationError,
  type AccessChange,
  type AccessRequest,
  type ApplicablePolicies,
} from '../../../policies/index.ts'
import { policies, requests } from '../evaluate/arbitraries.ts'
import { policy, statement } from '../evaluate/ask.ts'

const nothing = [policy(statement({ NotAction: '*' }))]
const everything = [policy(statement())]

/**
 * Whether a policy of an identity allows; or how far a policy of a resource reaches: by itself, by itself beyond a boundary,
 * and across accounts, where the caller's own permission is needed.
 */
function reaches(document: unknown, asked: AccessRequest, ofResource: boolean): readonly boolean[] {
  const named = { name: 'p', policy: document }
  const allowed = (applicable: ApplicablePolicies, changes: Partial<AccessRequest> = {}): boolean =>
    evaluateRequest({ ...asked, ...changes }, applicable).decision === 'Allowed'
  if (!ofResource) return [allowed({ identityPolicies: [named] })]
  const elsewhere = { resource: { ...asked.resource, accountId: '999999999999' } }
  return [
    allowed({ resourcePolicy: named }),
    allowed({ resourcePolicy: named, permissionBoundaryPolicies: nothing }),
    allowed({ resourcePolicy: named, identityPolicies: everything }, elsewhere),
  ]
}

/** What changes name, whatever their order and examples are. */
function namesIn(changes: readonly AccessChange[]): readonly string[] {
  return changes
    .map(({ principal, action, resource, condition }) =>
      JSON.stringify([principal, action, resource, condition].map((texts) => texts.toSorted())),
    )
    .toSorted()
}

describe.each([
  ['identities', false],
  ['resources', true],
] as const)('the difference of policies of %s', (_what, ofResource) => {
  it('is nothing only when no request is decided differently', () => {
    fc.assert(
      fc.property(
        policies(ofResource),
        policies(ofResource),
        fc.array(requests, { minLength: 20, maxLength: 20 }),
        (one, other, asked) => {
          const { equivalent, added, removed } = diffPolicies(one, other)
          expect(equivalent).toBe(added.length === 0 && removed.length === 0)
          for (const each of asked) {
            const [before, after] = [reaches(one, each, ofResource), reaches(other, each, ofResource)]
            if (equivalent) expect(after).toEqual(before)
            // What only one of them allows must be reported.
            if (after.some((allowed, i) => allowed && !before[i]!)) expect(added).not.toEqual([])
            if (before.some((allowed, i) => allowed && !after[i]!)) expect(removed).not.toEqual([])
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('shows requests that one policy allows and the other does not', () => {
    fc.assert(
      fc.property(policies(ofResource), policies(ofResource), (one, other) => {
        const { added, removed } = diffPolicies(one, other)
        for (const [changes, gives, lacks] of [
          [added, other, one],
          [removed, one, other],
        ] as const) {
          for (const { witness } of changes) {
            const [given, lacking] = [reaches(gives, witness, ofResource), reaches(lacks, witness, ofResource)]
            expect(given.some((allowed, i) => allowed && !lacking[i]!)).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is nothing between a policy and itself, shuffled, doubled and split', () => {
    fc.assert(
      fc.property(policies(ofResource), (one) => {
        const doubled = { ...one, Statement: [...one.Statement, ...one.Statement].toReversed() }
        expect(diffPolicies(one, doubled).equivalent).toBe(true)
        const split = one.Statement.flatMap((each) =>
          Array.isArray(each['Action'])
            ? each['Action'].map((action: unknown) => ({ ...each, Action: action }))
            : [each],
        )
        expect(diffPolicies(one, { ...one, Statement: split }).equivalent).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('is turned round when the policies are', () => {
    fc.assert(
      fc.property(policies(ofResource), policies(ofResource), (one, other) => {
        const [there, back] = [diffPolicies(one, other), diffPolicies(other, one)]
        expect(namesIn(back.added)).toEqual(namesIn(there.removed))
        expect(namesIn(back.removed)).toEqual(namesIn(there.added))
      }),
      { numRuns: 30 },
    )
  })

  it('is turned round with them, though which values stand for others depends on what is read first', () => {
    const tag = 'aws:PrincipalTag/team'
    const principal = ofResource ? { Principal: '*' } : {}
    const one = policy(statement({ ...principal, Condition: { StringEqualsIgnoreCase: { [tag]: 'RED' } } }))
    const other = policy(
      statement({
        ...principal,
        Action: 's3:Get*',
        Resource: `arn:aws:s3:::acme/\${${tag}}/*`,
        Condition: { StringEquals: { [tag]: 'red' } },
      }),
    )
    const removed = namesIn(diffPolicies(one, other).removed)
    expect(removed).not.toEqual([])
    expect(namesIn(diffPolicies(other, one).added)).toEqual(removed)
  })
})

describe('the difference of any JSON', () => {
  it('is found or refused', () => {
    const value = fc.jsonValue({ maxDepth: 3 })
    const keys = ['Version', 'Statement', 'Effect', 'Action', 'Resource', 'Principal', 'Condition', 'Sid']
    const like = fc.oneof(
      value,
      fc.dictionary(fc.constantFrom(...keys), value),
      fc.record({ Statement: fc.dictionary(fc.constantFrom(...keys), value) }),
    )
    fc.assert(
      fc.property(like, like, (one, other) => {
        try {
          diffPolicies(one, other)
        } catch (error) {
          expect(error instanceof EvaluationError || error instanceof DiffError).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
