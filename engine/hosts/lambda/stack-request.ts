import type { DeclaredPart } from '../../state/index.ts'
import { detectorOf, fieldsOf, readEvent, type EngineEvent } from './engine-event.ts'
import { HostError, shownValue } from './host-error.ts'

/** What a stack of CloudFormation asks for through a custom resource, as far as it is known before it is checked. */
export interface StackRequest {
  readonly type: 'Create' | 'Update' | 'Delete'
  readonly resourceType: string
  /** Presigned: whoever has it can answer in the place of the engine, so that no log has it. */
  readonly responseUrl: string
  readonly stackId: string
  readonly requestId: string
  readonly logicalId: string
  /** Null for `Create`. */
  readonly physicalId: string | null
  readonly properties: Readonly<Record<string, unknown>>
}

/** A declared object that a stack makes, changes or takes back. */
export interface DeclareEvent {
  readonly operation: 'declare'
  readonly detector: string
  readonly part: DeclaredPart
  /** `update`: what was declared by the same resource is there. */
  readonly deployment: 'create' | 'update' | 'delete'
  readonly content: Readonly<Record<string, unknown>>
}

/** What is to be done for a stack, and what the resource is called then. */
export interface StackTask {
  /** Null where a resource is deleted that was never made. */
  readonly event: EngineEvent | DeclareEvent | null
  readonly physicalId: string
}

/** Custom resources that stacks can have, with their properties beside those of CloudFormation. */
const RESOURCES = {
  'Custom::CrowsnestDeclaration': ['Detector', 'Part', 'Alert', 'Content'],
  'Custom::CrowsnestActivation': ['Event'],
  'Custom::CrowsnestBacktest': ['Event'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Those of CloudFormation itself. */
const COMMON = ['ServiceToken', 'ServiceTimeout']

/** The request of a stack; null for events of any other kind. */
export function stackRequestOf(event: unknown): StackRequest | null {
  const fields = fieldsOf(event)
  const { RequestType: type, ResponseURL: responseUrl, PhysicalResourceId: physicalId } = fields
  const known = type === 'Create' || type === 'Update' || type === 'Delete'
  if (!known || typeof responseUrl !== 'string') return null
  return {
    type,
    responseUrl,
    resourceType: textOf(fields['ResourceType']),
    stackId: textOf(fields['StackId']),
    requestId: textOf(fields['RequestId']),
    logicalId: textOf(fields['LogicalResourceId']),
    physicalId: typeof physicalId === 'string' ? physicalId : null,
    properties: fieldsOf(fields['ResourceProperties']),
  }
}

/**
 * Checks the request of a stack.
 *
 * @throws {HostError} EVENT_INVALID, OPERATION_UNKNOWN
 */
export function readStackRequest(request: StackRequest): StackTask {
  const { type, resourceType, properties, physicalId: before } = request
  if (!isResource(resourceType)) {
    throw invalid(`${resourceType} is none of ${Object.keys(RESOURCES).join(', ')}.`)
  }
  const known: readonly string[] = [...RESOURCES[resourceType], ...COMMON]
  const unknown = Object.keys(properties).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw invalid(`"${unknown}" is not a property of ${resourceType}. Its properties are ${known.join(', ')}.`)
  }
  const make = resourceType === 'Custom::CrowsnestDeclaration' ? declaration : invocation
  const { event, physicalId } = make(properties, type === 'Delete' ? 'delete' : before === null ? 'create' : 'update')
  // What was refused when it was to be made has another id, and what it would have been called may be somebody else's.
  if (type === 'Delete') return { event: before === physicalId ? event : null, physicalId: before ?? physicalId }
  const moved = type === 'Update' && before !== physicalId
  return moved ? { ...make(properties, 'create') } : { event, physicalId }
}

function isResource(type: string): type is keyof typeof RESOURCES {
  return Object.hasOwn(RESOURCES, type)
}

type Made = StackTask & { readonly event: EngineEvent | DeclareEvent }

function declaration(properties: StackRequest['properties'], deployment: DeclareEvent['deployment']): Made {
  const detector = detectorOf(properties['Detector'])
  const part = partOf(detector, properties)
  const content = fieldsOf(jsonOf('Content', properties['Content']))
  const [key, name] = part.kind === 'alert' ? (['name', part.alert] as const) : (['detector', detector] as const)
  if (part.kind !== 'dataset' && content[key] !== name) {
    throw invalid(`Content has the ${key} ${shownValue(content[key])}, and is to declare "${name}".`)
  }
  const suffix = part.kind === 'alert' ? `/alert/${part.alert}` : part.kind === 'dataset' ? '/dataset' : ''
  return {
    event: { operation: 'declare', detector, part, deployment, content },
    physicalId: `detector/${detector}${suffix}`,
  }
}

function partOf(detector: string, { Part: part, Alert: alert }: StackRequest['properties']): DeclaredPart {
  if (part === 'detector' || part === 'dataset') return { kind: part, detector }
  if (part !== 'alert') throw invalid(`Part is ${shownValue(part)}, which is none of detector, dataset and alert.`)
  if (typeof alert === 'string' && /^[a-zA-Z0-9][a-zA-Z0-9\-_]{0,62}$/.test(alert)) {
    return { kind: 'alert', detector, alert }
  }
  throw invalid(`Alert is ${shownValue(alert)}, which is not the name of an alert.`)
}

/** What a component gives to an Invocation, and the deployment that AWS's provider adds to it. */
function invocation({ Event: text }: StackRequest['properties'], deployment: DeclareEvent['deployment']): Made {
  const event = readEvent({ ...fieldsOf(jsonOf('Event', text)), tf: { action: deployment } })
  if (event.operation !== 'activate' && event.operation !== 'backtest') {
    throw invalid(`${event.operation} is nothing that a stack asks for. Use activate or backtest.`)
  }
  const suffix = event.operation === 'activate' ? 'activation' : 'backtest'
  return { event, physicalId: `detector/${event.detector}/${suffix}` }
}

function jsonOf(property: string, text: unknown): unknown {
  try {
    return JSON.parse(textOf(text)) as unknown
  } catch {
    throw invalid(`${property} is not JSON.`)
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function invalid(reason: string): HostError {
  return new HostError({ code: 'STACK_REQUEST_INVALID', reason })
}
