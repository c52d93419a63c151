// Loaded into a function of the emulator in front of its code (NODE_OPTIONS=--import): moves its clock by the milliseconds that stand
// in the file CLOCK_FILE, so that a test need not wait for hours. The function's own code is as it is deployed.
import { readFileSync } from 'node:fs'

const file = process.env.CLOCK_FILE
const RealDate = Date
let offset = 0
let readAt = -Infinity

function now() {
  if (performance.now() - readAt > 20) {
    readAt = performance.now()
    offset = Number(readFileSync(file, 'utf8'))
  }
  return RealDate.now() + offset
}

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now())
    else super(...args)
  }

  static now() {
    return now()
  }
}
