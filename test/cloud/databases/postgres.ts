import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseKind } from './database-process.ts'

/** PostgreSQL as Debian has it, with TLS and passwords. */
export const POSTGRES: DatabaseKind = {
  title: 'PostgreSQL',
  debianPackage: 'postgresql',
  programs: ['/usr/lib/postgresql/*/bin'],
  admin: { user: 'postgres', password: 'admin' },
  initialise(programs, folder, run) {
    const data = join(folder, 'data')
    const password = join(folder, 'password')
    writeFileSync(password, 'admin\n', { mode: 0o644 })
    run(join(programs, 'initdb'), [
      '-D',
      data,
      '--username=postgres',
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ])
    appendFileSync(
      join(data, 'postgresql.conf'),
      [
        "listen_addresses = '127.0.0.1'",
        "unix_socket_directories = ''",
        'fsync = off',
        'ssl = on',
        `ssl_cert_file = '${join(folder, 'server.pem')}'`,
        `ssl_key_file = '${join(folder, 'server.key')}'`,
        '',
      ].join('\n'),
    )
  },
  command: (programs, folder, port) => [join(programs, 'postgres'), '-D', join(folder, 'data'), '-p', String(port)],
  // It listens before it has read its log.
  ready: (programs, port) => [join(programs, 'pg_isready'), '--quiet', '--host=127.0.0.1', `--port=${port}`],
}
