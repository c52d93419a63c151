import { alertRoleTemplates } from './alert-roles.ts'
import { datasetRoleTemplates } from './dataset-roles.ts'
import { engineTemplate } from './engine-template.ts'
import { mapTemplate } from './map-template.ts'
import { networkTemplate } from './network-template.ts'
import { ownerTemplates } from './owner-policies.ts'
import { templateYaml, type Template } from './template.ts'

/** Every template that is the same for all, by file without its ending. */
export function templates(): Readonly<Record<string, Template>> {
  return {
    engine: engineTemplate(),
    'engine-map': mapTemplate(),
    'vpc-network': networkTemplate(),
    ...datasetRoleTemplates(),
    ...alertRoleTemplates(),
    ...ownerTemplates(),
  }
}

/** The same as text, by file. */
export function cloudformationTemplates(): ReadonlyMap<string, string> {
  const comment =
    ' Written by `npm run templates` from the plans of the components. docs/cloudformation.md says how it is used.'
  return new Map(
    Object.entries(templates()).map(([name, template]) => [`${name}.yml`, templateYaml(template, comment)]),
  )
}
