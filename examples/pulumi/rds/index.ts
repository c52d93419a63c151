import { SecurityGroup } from '@pulumi/aws/ec2/index.js'
import { Instance, SubnetGroup } from '@pulumi/aws/rds/index.js'
import { Secret } from '@pulumi/aws/secretsmanager/index.js'
import * as crowsnest from 'crowsnest'

// The engine lives in private subnets, beside the database. It reaches AWS through endpoints: to find the database and to read its password.
const network = new crowsnest.Network('network', {
  engine: { name: 'engine' },
  services: ['sts', 'sns', 'rds', 'secretsmanager'],
})
const engine = new crowsnest.Engine('engine', { network: network.network })

const shop = new Instance('shop', {
  identifier: 'shop',
  engine: 'postgres',
  instanceClass: 'db.t4g.medium',
  allocatedStorage: 50,
  storageEncrypted: true,
  dbName: 'shop',
  username: 'owner',
  manageMasterUserPassword: true,
  dbSubnetGroupName: new SubnetGroup('shop', { subnetIds: network.privateSubnetIds }).name,
  vpcSecurityGroupIds: [
    new SecurityGroup('shop', {
      vpcId: network.vpcId,
      description: 'The engine may ask the database',
      ingress: [{ protocol: 'tcp', fromPort: 5432, toPort: 5432, securityGroups: network.securityGroupIds }],
    }).id,
  ],
})

// A user that may read one table: CREATE USER crowsnest PASSWORD '...'; GRANT SELECT ON orders TO crowsnest.
// The value is {"username": "crowsnest", "password": "..."}; put it there yourself, so that no program and no state has it.
const reader = new Secret('reader', { name: 'crowsnest/shop', description: 'Reads the orders of the shop' })

new crowsnest.Detector('orders', {
  engine,
  interval: 'PT1H',
  dataset: {
    source: {
      rds: {
        engine: 'postgres',
        instance: shop.identifier,
        database: 'shop',
        table: 'orders',
        secret: reader.arn,
        secretPrefix: 'crowsnest/', // what begins otherwise is not read, whatever a typing error names
      },
    },
    timestamp: { column: 'created_at' }, // with an index, so that an interval is not looked for in the whole table
    timezone: 'Europe/Berlin',
    offset: 'PT5M',
    measures: [
      { column: 'revenue', aggregation: 'SUM' },
      { column: 'items', aggregation: 'SUM' },
    ],
    dimensions: ['country', 'payment'],
  },
  activate: false, // true once the secret has its value: the engine then learns from the orders of the past
})
