import { describe, expect, it } from 'vitest'
import {
  alertArn,
  alertEventArn,
  datasetArn,
  detectorArn,
  formatArn,
  iamArn,
  localArn,
  parseArn,
  partitionOf,
  s3Arn,
  serviceHost,
} from '../../spec/index.ts'

const place = { partition: 'aws', region: 'us-west-2', account: '111122223333' }

// The original service's forms: developer guide, "Creating alerts" (example alert); API responses of 2020 and 2021
describe('ARNs', () => {
  it.each([
    [detectorArn(place, 'testBugBash'), 'arn:aws:lookoutmetrics:us-west-2:111122223333:AnomalyDetector:testBugBash'],
    [datasetArn(place, 'd', 'set'), 'arn:aws:lookoutmetrics:us-west-2:111122223333:MetricSet/d/set'],
    [alertArn(place, 'myAlertName'), 'arn:aws:lookoutmetrics:us-west-2:111122223333:Alert:myAlertName'],
    [
      alertEventArn(place, 'myAlertName', '60359687-afb8-4c46-af3d-aea03614a53f'),
      'arn:aws:lookoutmetrics:us-west-2:111122223333:Alert:myAlertName:event/60359687-afb8-4c46-af3d-aea03614a53f',
    ],
    [
      detectorArn({ partition: 'aws-cn', region: 'cn-north-1', account: '111122223333' }, 'd'),
      'arn:aws-cn:lookoutmetrics:cn-north-1:111122223333:AnomalyDetector:d',
    ],
  ])('%s', (built, expected) => {
    expect(built).toBe(expected)
  })

  // https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
  it.each([
    ['us-east-1', 'aws'],
    ['eu-central-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('%s lies in partition %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition)
  })

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
  it.each([
    [s3Arn(place, 'acme'), 'arn:aws:s3:::acme'],
    [s3Arn({ partition: 'aws-cn' }, 'acme', 'a/*'), 'arn:aws-cn:s3:::acme/a/*'],
    [iamArn(place, 'role/x/y'), 'arn:aws:iam::111122223333:role/x/y'],
    [localArn(place, 'logs', 'log-group:/aws/lambda/f'), 'arn:aws:logs:us-west-2:111122223333:log-group:/aws/lambda/f'],
  ])('of other services: %s', (built, expected) => {
    expect(built).toBe(expected)
    expect(formatArn(parseArn(built)!)).toBe(built)
  })

  // https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html
  it.each([
    ['aws', 'us-west-2', 's3.us-west-2.amazonaws.com'],
    ['aws-us-gov', 'us-gov-west-1', 's3.us-gov-west-1.amazonaws.com'],
    ['aws-cn', 'cn-north-1', 's3.cn-north-1.amazonaws.com.cn'],
    ['aws-iso', 'us-iso-east-1', 's3.us-iso-east-1.c2s.ic.gov'],
  ])('have hosts beside them in %s: %s', (partition, region, host) => {
    expect(serviceHost({ partition, region }, 's3')).toBe(host)
  })

  it('are taken apart', () => {
    expect(parseArn('arn:aws-cn:sns:cn-north-1:111122223333:oncall')).toEqual({
      partition: 'aws-cn',
      service: 'sns',
      region: 'cn-north-1',
      account: '111122223333',
      resource: 'oncall',
    })
    expect(parseArn(alertEventArn(place, 'a', 'g'))?.resource).toBe('Alert:a:event/g')
    expect(parseArn('arn:aws:s3:::bucket/key')).toMatchObject({ region: '', account: '', resource: 'bucket/key' })
  })

  it.each([
    '',
    'arn',
    'arn:aws:sns:us-east-1:1111:oncall',
    'arn:gcp:sns:a:111122223333:b',
    'arn:aws:sns:us-east-1:111122223333:',
  ])('%j is none', (text) => {
    expect(parseArn(text)).toBeNull()
  })
})
