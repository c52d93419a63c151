import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Method } from '../method.ts'
import { INSTALLED, asLines, runTool } from './run-tool.ts'

const SCRIPT = join(import.meta.dirname, 'isolation_forest.py')
const PLACE = join(INSTALLED, 'scikit-learn')
const PYTHON = join(PLACE, 'bin/python')

/**
 * The isolation forest of scikit-learn (Liu, Ting and Zhou 2008, https://doi.org/10.1109/ICDM.2008.17), made anew as
 * time goes on. Installed at the first use.
 *
 * @throws {Error} when Python is not there or the package cannot be had
 */
export function isolationForest(): Method[] {
  if (!existsSync(join(PLACE, 'installed'))) install()
  return [
    {
      name: 'isolation forest',
      slow: true,
      judge({ values }) {
        return { scores: Float64Array.from(runTool(PYTHON, [SCRIPT], asLines(values)).trimEnd().split('\n'), Number) }
      },
    },
  ]
}

function install(): void {
  mkdirSync(INSTALLED, { recursive: true })
  runTool('python3', ['-m', 'venv', PLACE])
  runTool(PYTHON, ['-m', 'pip', '-q', 'install', 'scikit-learn==1.7.2'])
  mkdirSync(join(PLACE, 'installed'))
}
