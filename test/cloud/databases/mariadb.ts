import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseKind } from './database-process.ts'

/** MariaDB as Debian has it, with TLS and passwords. */
export const MARIADB: DatabaseKind = {
  title: 'MariaDB',
  debianPackage: 'mariadb-server',
  programs: ['/usr/sbin'].map((folder) => join(folder, 'mariadbd')),
  admin: { user: 'admin', password: 'admin' },
  initialise(_program, folder, run) {
    run('/usr/bin/mariadb-install-db', [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
    ])
    writeFileSync(
      join(folder, 'init.sql'),
      "CREATE USER IF NOT EXISTS 'admin'@'%' IDENTIFIED BY 'admin';\nGRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;\n",
    )
  },
  command: (program, folder, port) => [
    program,
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'data', 's')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--ssl-cert=${join(folder, 'server.pem')}`,
    `--ssl-key=${join(folder, 'server.key')}`,
    `--ssl-ca=${join(folder, 'ca.pem')}`,
    '--skip-log-bin',
    // What is committed is with the system, if not on the disk: it outlives the kill of a test, at nearly the speed of 0.
    '--innodb-flush-log-at-trx-commit=2',
    '--character-set-server=utf8mb4',
    '--skip-name-resolve',
  ],
}
