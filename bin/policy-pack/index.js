#!/usr/bin/env node
// The policy pack `crowsnest`, for `pulumi --policy-pack`: this folder, or this file as the command `crowsnest-policy-pack`.
// Installed, it runs the compiled code; inside a clone the TypeScript sources. Pulumi requires this file where the folder is
// named, so nothing is awaited at its top.
import { existsSync } from 'node:fs'

const source = new URL('../../policy-pack/pack.ts', import.meta.url)
const compiled = new URL('../../dist/policy-pack/pack.js', import.meta.url)
void import(existsSync(source) ? source.href : compiled.href)
