import grpc from '@grpc/grpc-js'
import { TYPES } from '../as-pulumi.ts'
import { providerSchema } from './messages.ts'
import { schemaOf } from './schema.ts'

/**
 * A provider of AWS for `terraform validate` that knows schemas and nothing else: Terraform starts it in place of the real one, which is not there
 * without a network, and checks a configuration against what it says.
 */
const folderOf = (type: string): string => type.replace(/^aws_/, '').replaceAll('_', '-')
const resources = Object.fromEntries(
  [...Object.keys(TYPES), 'aws_sns_topic'].map((type) => [type, schemaOf(folderOf(type))]),
)
const data = ['aws_availability_zones', 'aws_caller_identity', 'aws_vpc']
const dataSources = Object.fromEntries(data.map((type) => [type, schemaOf(`data-aws-${folderOf(type)}`)]))
const answer = providerSchema(schemaOf('provider'), resources, dataSources)

const NOTHING = Buffer.alloc(0)
const METHODS: Readonly<Record<string, Buffer>> = {
  GetProviderSchema: answer,
  ValidateProviderConfig: NOTHING,
  ValidateResourceConfig: NOTHING,
  ValidateDataResourceConfig: NOTHING,
  StopProvider: NOTHING,
}

const raw = (message: Buffer): Buffer => message
const server = new grpc.Server({ 'grpc.max_send_message_length': -1, 'grpc.max_receive_message_length': -1 })
server.addService(
  Object.fromEntries(
    Object.keys(METHODS).map((name) => [
      name,
      {
        path: `/tfplugin6.Provider/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: raw,
        requestDeserialize: raw,
        responseSerialize: raw,
        responseDeserialize: raw,
      },
    ]),
  ),
  Object.fromEntries(
    Object.entries(METHODS).map(([name, message]) => [
      name,
      (_call: unknown, reply: grpc.sendUnaryData<Buffer>) => reply(null, message),
    ]),
  ),
)
// Terraform asks for the end of a plugin, and kills one that has not ended soon after.
server.addService(
  {
    Shutdown: {
      path: '/plugin.GRPCController/Shutdown',
      requestStream: false,
      responseStream: false,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    },
  },
  {
    Shutdown: (_call: unknown, reply: grpc.sendUnaryData<Buffer>) => {
      reply(null, NOTHING)
      setTimeout(() => process.exit(0), 50)
    },
  },
)
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error
  // The handshake of Terraform's plugins: version of the handshake, of the protocol, where to connect, how.
  process.stdout.write(`1|6|tcp|127.0.0.1:${port}|grpc\n`)
})
