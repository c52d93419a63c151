import * as crowsnest from 'crowsnest'

// Private subnets without a way to the internet: the engine reaches AWS through endpoints, and each of them lets through only what
// the engine's roles do.
const network = new crowsnest.Network('network', { cidrBlock: '10.20.0.0/16' })
const engine = new crowsnest.Engine('engine', {
  network: { subnetIds: network.privateSubnetIds, securityGroupIds: network.securityGroupIds },
})

new crowsnest.Detector('orders', {
  engine,
  interval: 'PT10M',
  dataset: {
    source: { s3: { continuous: 's3://acme-metrics/orders/{{yyyyMMdd}}/{{HHmm}}', format: { jsonLines: {} } } },
    timestamp: { column: 'at', format: 'UNIX' },
    measures: [{ column: 'orders', aggregation: 'SUM' }],
    dimensions: ['warehouse'],
  },
})
