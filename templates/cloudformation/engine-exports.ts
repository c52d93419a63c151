import type { Expression } from './symbols.ts'

/** What the stack of an engine exports for those of its detectors. */
export type EngineExport = 'FunctionArn' | 'RoleArn' | 'SchedulerRoleArn' | 'ScheduleGroup' | 'DeadLetterQueueArn'

/** Name of an export: one for each engine of an account and region. */
export function exportName(of: EngineExport): Expression {
  return { 'Fn::Sub': `crowsnest-\${EngineName}-${of}` }
}

/** What the stack of the engine exports, in another stack. */
export function imported(of: EngineExport): Expression {
  return { 'Fn::ImportValue': exportName(of) }
}
