import type { TypeRules } from '../type-rules.ts'

const kms = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/kms/${file}; https://docs.aws.amazon.com/kms/latest/APIReference/API_${api}.html`
const secrets = (file: string, api: string): string =>
  `terraform-provider-aws internal/service/secretsmanager/${file}; https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_${api}.html`

/** Rules of the resources of KMS and Secrets Manager. */
export const SECRETS: Readonly<Record<string, TypeRules>> = {
  'aws:kms/key:Key': {
    source: kms('key.go', 'CreateKey'),
    replaceOn: ['customKeyStoreId', 'customerMasterKeySpec', 'keyUsage', 'multiRegion', 'xksKeyId', 'region'],
    values: [
      { path: 'deletionWindowInDays', min: 7, max: 30 },
      { path: 'description', maxLength: 8192 },
      { path: 'keyUsage', oneOf: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'] },
      { path: 'policy', json: true, maxLength: 32_768 },
      { path: 'rotationPeriodInDays', min: 90, max: 2560 },
    ],
  },
  'aws:kms/alias:Alias': {
    source: kms('alias.go', 'CreateAlias'),
    replaceOn: ['name', 'namePrefix', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [{ path: 'name', pattern: /alias\/(?!aws\/)[\w/-]{1,250}/ }],
  },
  'aws:secretsmanager/secret:Secret': {
    source: secrets('secret.go', 'CreateSecret'),
    replaceOn: ['name', 'namePrefix', 'type', 'region'],
    conflicts: [['name', 'namePrefix']],
    values: [
      { path: 'name', pattern: /[\w/+=.@-]{1,512}/ },
      { path: 'policy', json: true, maxLength: 20_480 },
      { path: 'recoveryWindowInDays', oneOf: [0, ...Array.from({ length: 24 }, (_, i) => i + 7)] },
    ],
  },
  'aws:secretsmanager/secretVersion:SecretVersion': {
    source: secrets('secret_version.go', 'PutSecretValue'),
    replaceOn: ['secretId', 'secretString', 'secretBinary', 'secretStringWoVersion', 'region'],
    conflicts: [['secretString', 'secretBinary', 'secretStringWo']],
    values: [
      { path: 'secretString', maxLength: 65_536 },
      { path: 'versionStages', minItems: 1, maxItems: 20 },
    ],
  },
}
