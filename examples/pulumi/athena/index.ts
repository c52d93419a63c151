import { Workgroup } from '@pulumi/aws/athena/index.js'
import * as crowsnest from 'crowsnest'

// A workgroup for the detector alone, which says where results are kept and how much a query may scan.
const results = 's3://acme-results/crowsnest/'
const workgroup = new Workgroup('views', {
  name: 'crowsnest-views',
  configuration: {
    enforceWorkgroupConfiguration: true,
    bytesScannedCutoffPerQuery: 1_000_000_000,
    resultConfiguration: { outputLocation: results },
  },
})

new crowsnest.Detector('views', {
  engine: new crowsnest.Engine('engine'),
  interval: 'PT1H',
  dataset: {
    source: {
      athena: {
        workgroup: workgroup.name,
        database: 'web',
        table: 'views',
        partitions: { dt: 'yyyy-MM-dd', hour: 'HH' }, // a query then reads the files of its hour alone
        data: 's3://acme-lake/views/', // Athena reads and keeps files with the rights of the role
        results,
      },
    },
    timestamp: { column: 'at' },
    offset: 'PT15M',
    measures: [{ column: 'views', aggregation: 'SUM' }],
    dimensions: ['page', 'country'],
  },
})
