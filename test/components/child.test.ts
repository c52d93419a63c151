import { Role, RolePolicy } from '@pulumi/aws/iam/index.js'
import type { RoleArgs } from '@pulumi/aws/iam/index.js'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { child } from '../../components/child.ts'
import { runProgram } from './harness.ts'

const TRUST = { assumeRolePolicy: '{}' }

describe('child', () => {
  it('makes what its transform asks for, and keeps what the transform leaves out', async () => {
    const run = await runProgram(() => {
      const parent = new pulumi.ComponentResource('test:index:Parent', 'parent')
      const protectedRole = child(Role, 'role', TRUST, { parent }, ({ args, options, name }) => ({
        args: { ...args, description: `for ${name}` },
        options: { protect: options.parent !== undefined },
      }))
      child(RolePolicy, 'policy', { role: 'role', policy: '{}' }, { parent: protectedRole })
    })
    const role = run.resource('aws:iam/role:Role')
    expect(role).toMatchObject({ protect: true, inputs: { ...TRUST, description: 'for role' } })
    expect(run.resource('RolePolicy').parent).toBe(role.urn)
  })

  it('says of an error where it comes from, and leaves the stack traces of the program as they were', async () => {
    const limit = Error.stackTraceLimit
    let caught: unknown
    await runProgram(() => {
      const parent = new pulumi.ComponentResource('test:index:Parent', 'parent')
      try {
        child(Role, 'role', {} as RoleArgs, { parent })
      } catch (error) {
        caught = error
      }
    })
    expect(caught).toMatchObject({ message: "Missing required property 'assumeRolePolicy'" })
    expect((caught as Error).stack).toMatch(/child\.test\.ts/)
    expect(Error.stackTraceLimit).toBe(limit)
  })
})
