import type { Parameter } from './template.ts'
import type { Expression } from './symbols.ts'

/** Characters after which a text is a name of an ARN. */
const ARN = 'arn:aws[a-z-]*'

/** Parameters that several templates have. */
export const PARAMETERS = {
  EngineName: {
    Type: 'String',
    Description: 'Name of the engine: 1 to 25 small letters, digits and hyphens.',
    Default: 'main',
    AllowedPattern: '[a-z0-9][a-z0-9-]{0,24}',
    ConstraintDescription: 'Use 1 to 25 small letters, digits and hyphens, and begin with a letter or digit.',
  },
  EngineRoleArn: {
    Type: 'String',
    Description:
      'ARN of the role that the engine runs with: the output RoleArn of its stack, or roleArn of the component Engine.',
    AllowedPattern: `${ARN}:iam::\\d{12}:role/[\\w+=,.@/-]+`,
    ConstraintDescription: 'Give the ARN of a role: arn:aws:iam::111122223333:role/crowsnest/us-east-1/main/name',
  },
  DetectorName: {
    Type: 'String',
    Description: 'Name of the detector, which nobody else can use the role for.',
    AllowedPattern: '[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}',
    ConstraintDescription: 'Use 1 to 63 letters, digits, hyphens and underscores, and begin with a letter or digit.',
  },
  AlertName: {
    Type: 'String',
    Description: 'Name of the alert, which nobody else can use the role for.',
    AllowedPattern: '[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}',
    ConstraintDescription: 'Use 1 to 63 letters, digits, hyphens and underscores, and begin with a letter or digit.',
  },
  PermissionsBoundaryArn: optionalArn('Permissions boundary of the role', 'iam::\\d{12}:policy/[\\w+=,.@/-]+'),
} as const satisfies Readonly<Record<string, Parameter>>

/** The parameter of an ARN. */
export function arnParameter(what: string, form: string): Parameter {
  return {
    Type: 'String',
    Description: `ARN of ${what}.`,
    AllowedPattern: `${ARN}:${form}`,
    ConstraintDescription: `Give the ARN of ${what}.`,
  }
}

/** The parameter of an ARN that may be left empty. */
export function optionalArn(what: string, form: string): Parameter {
  return {
    Type: 'String',
    Description: `${what}: its ARN. Empty for none.`,
    Default: '',
    AllowedPattern: `(${ARN}:${form})?`,
    ConstraintDescription: 'Give an ARN, or leave it empty.',
  }
}

/** The parameter of a KMS key that may be left empty. */
export function optionalKey(what: string): Parameter {
  return optionalArn(`KMS key ${what}`, 'kms:[a-z0-9-]+:\\d{12}:key/[\\w-]+')
}

/** The parameter of a name. */
export function nameParameter(
  what: string,
  pattern: string,
  more: Partial<Pick<Parameter, 'Default'>> = {},
): Parameter {
  return { Type: 'String', Description: `${what}.`, AllowedPattern: pattern, ...more }
}

/** The parameter of a yes or no. */
export function switchParameter(what: string, byDefault: boolean): Parameter {
  return { Type: 'String', Description: what, Default: String(byDefault), AllowedValues: ['true', 'false'] }
}

/** Name of a bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const BUCKET_PATTERN = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]'

/** A folder of a bucket; the characters are those that are safe in keys and no wildcards of policies. */
export const FOLDER_PATTERN = "[a-zA-Z0-9!_.()'=/-]+/"

/** Whether a parameter is given. */
export function given(parameter: string): Expression {
  return { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] }
}

/** Whether a parameter of yes or no says yes. */
export function saysYes(parameter: string): Expression {
  return { 'Fn::Equals': [{ Ref: parameter }, 'true'] }
}

/** A value where a condition holds; else none. */
export function when(condition: string, value: unknown, otherwise: unknown = { Ref: 'AWS::NoValue' }): Expression {
  return { 'Fn::If': [condition, value, otherwise] }
}
