// The program that Pulumi starts: prints the port that it serves the components at.
import * as pulumi from '@pulumi/pulumi'
import { provider } from './provider.ts'
import { keepAnsweredRefusalsApart } from './refusal.ts'

await pulumi.provider.main(provider, process.argv.slice(2))
keepAnsweredRefusalsApart()
