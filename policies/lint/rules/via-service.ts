import { nearest } from '../../../spec/nearest.ts'
import { matches, UNKNOWN } from '../glob.ts'
import { found, rule } from '../rule.ts'

/**
 * Host names that services use AWS KMS under, without region; from the services' own pages. A new one is missing here at
 * first, so that this is a warning.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
const HOSTS: readonly string[] = (
  'airflow airflow-env amplify appflow apprunner appconfig athena auditmanager autoscaling backup bedrock bedrock-agentcore ' +
  'cassandra cloud9 cloudfront cloudtrail cloudwatch codeartifact codeguru-reviewer codepipeline codebuild codecommit ' +
  'comprehend connect controltower customer-profiles databrew dataexchange datapipeline datasync dax devops-guru dms docdb ' +
  'ds dsql dynamodb ebs ec2 ecr ecs eks elasticache elasticbeanstalk elasticfilesystem elasticmapreduce emr-serverless es ' +
  'events evidently finspace firehose forecast frauddetector fsx geo glacier glue greengrass healthlake identitystore ' +
  'imagebuilder importexport inspector2 iot iotsitewise iotfleetwise iotwireless ivs kafka kendra kinesis kinesisvideo ' +
  'lakeformation lambda launchwizard lex license-manager logs lookoutequipment lookoutmetrics lookoutvision m2 macie ' +
  'managedblockchain mediaconvert memorydb mgh mgn monitron mq network-firewall neptune-graph omics oam opensearch ' +
  'organizations panorama pipes profile proton qbusiness qldb quicksight ram rds redshift redshift-serverless rekognition ' +
  'resiliencehub robomaker rolesanywhere route53 s3 sagemaker scheduler secretsmanager securityhub securitylake ' +
  'serverlessrepo ses signer sms-voice snowball sns sqs ssm ssm-contacts ssm-incidents ssm-quicksetup sso states ' +
  'storagegateway support synthetics textract timestream timestream-influxdb transcribe transfer translate verified-access ' +
  'verifiedpermissions vpc-lattice wisdom wellarchitected workdocs workmail workspaces workspaces-web xray'
).split(' ')

/** kms:ViaService names a host under which a service uses AWS KMS. */
export const viaService = rule({
  codes: ['VIA_SERVICE_UNKNOWN'],
  *check({ statements }) {
    for (const { conditions } of statements) {
      for (const { name, values, operator } of conditions) {
        if (name !== 'kms:viaservice' || operator?.family !== 'String') continue
        for (const { node, value, shown } of values) {
          const [host = ''] = value.split('.')
          if (value.startsWith(UNKNOWN) || value.startsWith('${') || HOSTS.some((known) => matches(host, known)))
            continue
          yield found('VIA_SERVICE_UNKNOWN', node, { host: shown, suggestion: OLD_NAMES[host] ?? nearest(host, HOSTS) })
        }
      }
    }
  },
})

/** Names that people take from elsewhere: a sample of the original service wrote `secret`. */
const OLD_NAMES: Readonly<Record<string, string>> = { secret: 'secretsmanager', secrets: 'secretsmanager' }
