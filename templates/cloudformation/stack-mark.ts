import type { Expression } from './symbols.ts'

/**
 * The first eight characters of the id of a stack, a UUID: no secret, and what keeps apart the roles of regions and engines, whose names an account
 * has once. They stand where the components have a hash, which a template cannot make.
 */
const STACK_MARK: Expression = {
  'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }],
}

/** A name with that mark behind it. */
export function markedName(readable: string): Expression {
  return { 'Fn::Sub': [`${readable}-\${StackMark}`, { StackMark: STACK_MARK }] }
}
