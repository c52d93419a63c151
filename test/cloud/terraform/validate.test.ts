import { describe, expect, it } from 'vitest'
import { PROGRAMS, synthesisOf } from '../../templates/terraform/programs.ts'
import { hasTerraform, terraformProblems } from '../../templates/terraform/stand-in/validate.ts'

describe.skipIf(!hasTerraform())('the constructs of CDKTF', () => {
  it.each(Object.keys(PROGRAMS))('are valid for Terraform itself: %s', (title) => {
    expect(terraformProblems(synthesisOf(title).json)).toEqual([])
  })
})

describe.skipIf(!hasTerraform())('Terraform, with the schemas of the provider,', () => {
  it.each([
    {
      what: 'a property that there is not',
      resource: { aws_s3_bucket: { one: { buckett: 'x' } } },
      says: /No argument or block type is named "buckett"/,
    },
    {
      what: 'a missing one',
      resource: { aws_iam_role: { one: { name: 'x' } } },
      says: /"assume_role_policy" is required/,
    },
    {
      what: 'one of another type',
      resource: { aws_lambda_invocation: { one: { function_name: 'f', input: '{}', lifecycle_scope: [] } } },
      says: /string required/,
    },
    {
      what: 'a reference to nothing',
      resource: { aws_s3_bucket: { one: { bucket: '${aws_iam_role.none.name}' } } },
      says: /A managed resource "aws_iam_role" "none" has not been declared/,
    },
    {
      what: 'an answer that AWS does not give',
      resource: { aws_s3_bucket: { one: {} }, aws_kms_key: { two: { description: '${aws_s3_bucket.one.colour}' } } },
      says: /attribute named "colour"/,
    },
    {
      what: 'a loop',
      resource: {
        aws_s3_bucket: { one: { bucket: '${aws_kms_key.two.arn}' } },
        aws_kms_key: { two: { description: '${aws_s3_bucket.one.arn}' } },
      },
      says: /Cycle/,
    },
    {
      what: 'a text that is half an expression',
      resource: { aws_kms_key: { one: { description: 'at ${home' } } },
      says: /expression/i,
    },
  ])('refuses $what', ({ resource, says }) => {
    const provider = { aws: [{ region: 'us-east-1' }] }
    expect(terraformProblems(JSON.stringify({ resource, provider })).join()).toMatch(says)
  })
})
