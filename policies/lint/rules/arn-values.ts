import { arnParts } from '../arn-parts.ts'
import { UNKNOWN } from '../glob.ts'
import { found, rule } from '../rule.ts'

/** Services all of whose ARNs have a region and an account, of those that stand in conditions. */
const REGIONAL =
  /^(appflow|athena|cloudwatch|codebuild|dynamodb|ec2|ecs|events|glue|kinesis|kms|lambda|logs|rds|redshift|scheduler|secretsmanager|sns|sqs|states)$/

/** Resources whose ARN has no account: snapshots and images of AWS. */
const WITHOUT_ACCOUNT = /^(image|snapshot)\//

/** ARNs in conditions are whole, so that they match something. */
export const arnValues = rule({
  codes: ['ARN_VALUE_INCOMPLETE', 'REGIONAL_ARN_INCOMPLETE'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { values, operator } of conditions) {
        if (operator === null || (operator.family !== 'Arn' && operator.family !== 'String')) continue
        for (const { node, value, shown } of values) {
          if (!value.startsWith('arn:')) continue
          const arn = arnParts(value)
          if (arn === null) {
            // A text pattern may end early; an ARN pattern compares field by field.
            const whole = value.includes(UNKNOWN) || value.includes('${')
            if (operator.family === 'Arn' && !whole) yield found('ARN_VALUE_INCOMPLETE', node, { value: shown })
          } else if (
            REGIONAL.test(arn.service) &&
            (arn.region === '' || arn.account === '') &&
            !WITHOUT_ACCOUNT.test(arn.resource)
          ) {
            yield found('REGIONAL_ARN_INCOMPLETE', node, { arn: shown, service: arn.service })
          }
        }
      }
    }
  },
})
