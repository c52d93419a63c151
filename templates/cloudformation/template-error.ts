import type { Problem } from '../../plans/index.ts'

/** A spec that no stack can be made of. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly code = 'TEMPLATE_IMPOSSIBLE'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, reason }) => `\n  ${path}: ${reason}`)
    super(`No template can be written of this spec:${lines.join('')} [TEMPLATE_IMPOSSIBLE]`)
    this.problems = problems
  }
}
