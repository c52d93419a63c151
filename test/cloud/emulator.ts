import { installServer, type PythonServer, type RunningServer, startServer } from './python-server.ts'

/** A running emulator of AWS services. */
export type Emulator = RunningServer

const MOTO: PythonServer = {
  title: 'moto',
  folder: 'emulator',
  requirements: 'requirements.txt',
  script: 'moto_server.py',
}

/**
 * Installs moto into `.cache/emulator` unless that has been done with these versions; says what it does.
 *
 * @throws when Python 3.11 with venv is missing or pip fails; the message says why
 */
export function installEmulator(): void {
  installServer(MOTO)
}

/**
 * Starts moto on a free loopback port. It ends with `stop`, and also when this process dies.
 *
 * @throws when it does not answer within a minute, with the end of its output
 */
export async function startEmulator(): Promise<Emulator> {
  return startServer(MOTO, { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' })
}
