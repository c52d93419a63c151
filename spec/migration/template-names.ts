/** How a resource is called by others in its template: `${}` is the name that it was given. */
export interface ResourceName {
  /** The property that gives the name. */
  readonly property: string
  readonly ref?: string
  readonly arn?: string
  readonly none?: undefined
}

/**
 * Types of resources that sources and channels name, where a template that names them says their name or ARN.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference (return values)
 */
export const RESOURCE_NAMES: Readonly<Record<string, ResourceName>> = {
  'AWS::S3::Bucket': { property: 'BucketName', ref: '${}' },
  'AWS::SNS::Topic': {
    property: 'TopicName',
    ref: 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${}',
  },
  'AWS::Lambda::Function': {
    property: 'FunctionName',
    ref: '${}',
    arn: 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${}',
  },
  'AWS::Serverless::Function': {
    property: 'FunctionName',
    ref: '${}',
    arn: 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${}',
  },
  'AWS::IAM::Role': { property: 'RoleName', ref: '${}', arn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${}' },
  'AWS::RDS::DBInstance': { property: 'DBInstanceIdentifier', ref: '${}' },
  'AWS::Redshift::Cluster': { property: 'ClusterIdentifier', ref: '${}' },
  'AWS::AppFlow::Flow': { property: 'FlowName', ref: '${}' },
  'AWS::Athena::WorkGroup': { property: 'Name', ref: '${}' },
}
