import type { TypeRules } from '../type-rules.ts'

/** What examples make beside our components: workgroups of Athena, databases in RDS. */
export const DATABASES: Readonly<Record<string, TypeRules>> = {
  'aws:athena/workgroup:Workgroup': {
    source:
      'terraform-provider-aws internal/service/athena/workgroup.go; https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html',
    replaceOn: ['name', 'region'],
    values: [
      { path: 'configuration.bytesScannedCutoffPerQuery', min: 10_485_760 },
      { path: 'configuration.resultConfiguration.outputLocation', pattern: /s3:\/\/.+/ },
      { path: 'description', maxLength: 1024 },
      { path: 'name', pattern: /[\w.-]+/, minLength: 1, maxLength: 128 },
      { path: 'state', oneOf: ['ENABLED', 'DISABLED'] },
    ],
  },
  'aws:rds/instance:Instance': {
    source:
      'terraform-provider-aws internal/service/rds/instance.go; https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
    replaceOn: ['dbName', 'kmsKeyId', 'region', 'storageEncrypted', 'username'],
    values: [
      { path: 'allocatedStorage', min: 5 },
      { path: 'identifier', pattern: /[a-z]([a-z0-9]|-(?!-))*[a-z0-9]/, maxLength: 63 },
      { path: 'instanceClass', pattern: /db\.[a-z0-9]+\.[a-z0-9]+/ },
      { path: 'port', min: 1150, max: 65_535 },
    ],
    conflicts: [['password', 'manageMasterUserPassword']],
  },
  'aws:rds/subnetGroup:SubnetGroup': {
    source:
      'terraform-provider-aws internal/service/rds/subnet_group.go; https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html',
    replaceOn: ['name', 'region'],
    values: [
      { path: 'name', pattern: /[a-z0-9_. -]+/, maxLength: 255 },
      { path: 'subnetIds', minItems: 1 },
    ],
    conflicts: [['name', 'namePrefix']],
  },
}
