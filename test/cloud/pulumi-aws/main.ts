import { serve } from './server.ts'

// Started by Pulumi as `pulumi-resource-aws <address of the engine>`; the first line is the port.
const { port, stop } = await serve(process.argv.findLast((argument) => /^[\w.]+:\d+$/.test(argument)) ?? '')
process.stdout.write(`${port}\n`)
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
