import * as crowsnest from 'crowsnest'
import * as pulumi from '@pulumi/pulumi'
import { revenueSpec } from './revenue.ts'

const config = new pulumi.Config()

// One engine serves any number of detectors; other stacks find it by its name.
const engine = new crowsnest.Engine('engine')
const mail = new crowsnest.EmailChannel('mail', { addresses: [config.require('email')] })

const revenue = new crowsnest.Detector('revenue', {
  engine,
  ...revenueSpec(config.require('bucket')),
  alerts: [{ name: 'revenue-mail', threshold: 70, channel: mail.channel }],
})

/** The role that reads the data: the owner of a bucket in another account lets it in. */
export const datasetRole = revenue.datasetRole.arn
