import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestCases } from '../../../policies/evaluate/index.ts'
import { evaluateRequest, EvaluationError, explainRequest, type AccessRequest } from '../../../policies/index.ts'
import { policies, requests, statements } from './arbitraries.ts'
import { policy, request, statement } from './ask.ts'

const decide = (asked: AccessRequest, ...documents: readonly unknown[]) =>
  evaluateRequest(asked, { identityPolicies: documents.map((each, i) => ({ name: String(i), policy: each })) }).decision

describe('the evaluator', () => {
  it('allows nothing more when a Deny is added', () => {
    fc.assert(
      fc.property(policies(false), statements(false), requests, (one, added, asked) => {
        const denied = { ...one, Statement: [...one.Statement, { ...added, Effect: 'Deny' }] }
        if (decide(asked, denied) === 'Allowed') expect(decide(asked, one)).toBe('Allowed')
      }),
    )
  })

  it('allows nothing less when an Allow is added', () => {
    fc.assert(
      fc.property(policies(false), statements(false), requests, (one, added, asked) => {
        const more = { ...one, Statement: [...one.Statement, { ...added, Effect: 'Allow' }] }
        if (decide(asked, one) === 'Allowed') expect(decide(asked, more)).toBe('Allowed')
      }),
    )
  })

  it('decides the same for a policy twice, in another order, or split into policies', () => {
    fc.assert(
      fc.property(policies(false), requests, (one, asked) => {
        const decision = decide(asked, one)
        expect(decide(asked, one, one)).toBe(decision)
        expect(decide(asked, { ...one, Statement: one.Statement.toReversed() })).toBe(decision)
        expect(decide(asked, ...one.Statement.map((each) => ({ ...one, Statement: each })))).toBe(decision)
      }),
    )
  })

  it('limits, but never gives, by boundary, session, endpoint and service control policies', () => {
    fc.assert(
      fc.property(policies(false), policies(false), requests, (one, limit, asked) => {
        const identityPolicies = [{ name: 'p', policy: one }]
        const limits = [{ name: 'l', policy: limit }]
        for (const more of [
          { permissionBoundaryPolicies: limits },
          { sessionPolicies: limits },
          { serviceControlPolicies: [{ policies: limits }] },
        ]) {
          const { decision } = evaluateRequest(asked, { identityPolicies, ...more })
          if (decision === 'Allowed') expect(decide(asked, one)).toBe('Allowed')
        }
      }),
    )
  })

  it('finds an operator with IfExists weaker than without', () => {
    const operators = [
      'StringEquals',
      'StringLike',
      'StringNotEquals',
      'ForAllValues:StringEquals',
      'ForAnyValue:StringEquals',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...operators), fc.option(fc.constantFrom('a', 'b', '')), (operator, value) => {
        const asked = request({ contextVariables: value === null ? {} : { 'a:b': value } })
        const holds = (name: string) =>
          decide(asked, policy(statement({ Condition: { [name]: { 'a:b': 'a' } } }))) === 'Allowed'
        if (holds(operator)) expect(holds(`${operator}IfExists`)).toBe(true)
      }),
    )
  })

  it('finds a negated operator the opposite of the plain one', () => {
    const pairs = [
      ['StringEquals', 'StringNotEquals'],
      ['StringLike', 'StringNotLike'],
      ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    ] as const
    const text = fc.constantFrom('a', 'b', 'A', 'ab', 'a*', '*', '')
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.array(text), fc.option(text), ([plain, negated], values, value) => {
        const asked = request({ contextVariables: value === null ? {} : { 'a:b': value } })
        const holds = (name: string) =>
          decide(asked, policy(statement({ Condition: { [name]: { 'a:b': values } } }))) === 'Allowed'
        expect(holds(negated)).toBe(!holds(plain))
      }),
    )
  })

  it('matches wildcards as a regular expression would', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?', '/'), maxLength: 12 })
    fc.assert(
      fc.property(text, fc.string({ unit: fc.constantFrom('a', 'b', ':', '/'), maxLength: 12 }), (pattern, value) => {
        const asked = request({ contextVariables: { 'a:b': value } })
        const wanted = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value)
        expect(decide(asked, policy(statement({ Condition: { StringLike: { 'a:b': pattern } } }))) === 'Allowed').toBe(
          wanted,
        )
      }),
    )
  })

  it('explains with the decision that it takes', () => {
    fc.assert(
      fc.property(policies(true), policies(false), requests, (ofResource, ofIdentity, asked) => {
        const all = {
          resourcePolicy: { name: 'r', policy: ofResource },
          identityPolicies: [{ name: 'i', policy: ofIdentity }],
        }
        const { statements: explained, ...answer } = explainRequest(asked, all)
        expect(answer).toEqual(evaluateRequest(asked, all))
        expect(explained).toHaveLength(ofResource.Statement.length + ofIdentity.Statement.length)
        if (answer.statement !== null) {
          expect(explained).toContainEqual(expect.objectContaining({ ...answer.statement, matches: true }))
        }
      }),
    )
  })

  it('refuses or decides, whatever JSON it gets', () => {
    const value = fc.jsonValue({ maxDepth: 4 })
    const keys = ['Version', 'Statement', 'Effect', 'Action', 'Resource', 'Principal', 'Condition', 'Sid']
    const policyLike = fc.oneof(
      value,
      fc.dictionary(fc.constantFrom(...keys), value),
      fc.record({ Statement: fc.dictionary(fc.constantFrom(...keys), value) }),
    )
    const asked = fc.oneof(
      value,
      fc.record({
        request: fc.oneof(value, fc.constant(request())),
        identityPolicies: fc.array(policyLike),
        resourcePolicy: policyLike,
      }),
    )
    fc.assert(
      fc.property(asked, (file) => {
        for (const { read } of requestCases(file, 'file')) {
          try {
            const found = read()
            evaluateRequest(found.request, found.policies)
          } catch (error) {
            expect(error).toBeInstanceOf(EvaluationError)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
