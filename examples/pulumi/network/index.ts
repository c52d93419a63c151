import * as crowsnest from 'crowsnest'

const network = new crowsnest.Network('network', {
  engine: { name: 'engine' }, // its endpoints let through the roles of this engine, and nobody else
  services: ['sts', 'sns'], // and S3, always
})

new crowsnest.Engine('engine', { network: network.network })
