import { localArn, s3Arn } from '../../spec/index.ts'
import { engineNames, engineRoles, type EnginePlace, type PolicyOptions } from '../documents/index.ts'
import type { World } from './call-context.ts'
import { assumeRole, engineCaller, PROOF_DETECTOR, proofKey, serviceAssumes, serviceCaller } from './proof-place.ts'
import type { ProofSubject } from './proof-subject.ts'
import type { SdkCall } from './recorder.ts'

/** The engine's own roles, in every form that they have. */
export function engineSubjects(place: EnginePlace): readonly ProofSubject[] {
  const stateKey = proofKey(place, '57a7e000')
  const queue = localArn(place, 'sqs', 'crowsnest-main')
  const queueKey = proofKey(place, '0dead000')
  return [
    engineSubject('engine', place),
    engineSubject('engine, state with its own key', { ...place, stateKey }),
    engineSubject('engine, traced and in a VPC', place, { tracing: true, network: NETWORK }),
    engineSubject('engine with a map', place, { map: true }),
    schedulerSubject('scheduler', place),
    schedulerSubject('scheduler with a dead-letter queue', place, { deadLetter: { queue } }),
    schedulerSubject('scheduler, queue with its own key', place, { deadLetter: { queue, key: queueKey } }),
    mapSubject('map', place),
  ]
}

const NETWORK = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] } as const

function engineSubject(title: string, place: EnginePlace, options: PolicyOptions = {}): ProofSubject {
  const [role] = engineRoles(place, options)
  const names = engineNames(place)
  const bucket = s3Arn(place, place.stateBucket)
  const prefix = `${place.statePrefix}/`
  const world: World = {
    place,
    ...(place.stateKey !== undefined && { keys: { [bucket]: { key: place.stateKey, bucketKey: true } } }),
    ...(options.network !== undefined && { network: { vpc: 'vpc-0a1b2c3d', subnet: NETWORK.subnets[0] } }),
  }
  return {
    title,
    trust: role!.trust,
    documents: role!.documents,
    caller: engineCaller(place),
    world,
    recordedAs: options.map === true ? ['engine', 'engine with a map'] : ['engine'],
    planned: [
      ...(options.map === true ? [call('SFN', 'StartExecution', { stateMachineArn: names.stateMachineArn })] : []),
      assumeRole(place, serviceCaller(place, 'crowsnest-revenue-dataset').role, { kind: 'dataset' }),
      ...logCalls(names.logGroup),
      ...(options.tracing === true
        ? [call('XRay', 'PutTraceSegments', {}), call('XRay', 'PutTelemetryRecords', {})]
        : []),
    ],
    byService: options.network === undefined ? [] : networkCalls(),
    assumptions: serviceAssumes(place, role!.arn, 'lambda'),
    scopes: [
      `${bucket}/${prefix}detectors/`,
      `${bucket}/${prefix}state/`,
      `${prefix}detectors/`,
      `${prefix}state/`,
      localArn(place, 'logs', `log-group:${names.logGroup}`),
      serviceCaller(place, '').role,
      localArn(place, 'ec2', 'network-interface/'),
      // The engine runs every detector: which role belongs to which is for the trust policies to say.
      `crowsnest:${place.region}:${place.account}:detector/`,
      'detector-',
    ],
  }
}

/** Lambda writes the function's log with the function's role. */
function logCalls(group: string): readonly SdkCall[] {
  const input = { logGroupName: group, logStreamName: '2026/01/01/[$LATEST]0123456789abcdef' }
  return [call('CloudWatchLogs', 'CreateLogStream', input), call('CloudWatchLogs', 'PutLogEvents', input)]
}

/** Lambda attaches the function to the VPC with the function's role; the key of the function is absent in its calls. */
function networkCalls(): readonly SdkCall[] {
  const interfaceId = { NetworkInterfaceId: 'eni-0a1b2c3d' }
  return [
    call('EC2', 'CreateNetworkInterface', { SubnetId: NETWORK.subnets[0], Groups: NETWORK.securityGroups }),
    call('EC2', 'DescribeNetworkInterfaces', {}),
    call('EC2', 'DescribeSubnets', {}),
    call('EC2', 'DeleteNetworkInterface', interfaceId),
    call('EC2', 'AssignPrivateIpAddresses', interfaceId),
    call('EC2', 'UnassignPrivateIpAddresses', interfaceId),
  ]
}

function schedulerSubject(title: string, place: EnginePlace, options: PolicyOptions = {}): ProofSubject {
  const [, role] = engineRoles(place, options)
  const { functionArn, scheduleGroupArn } = engineNames(place)
  const { deadLetter } = options
  const [, , , region, account, name] = deadLetter?.queue.split(':') ?? []
  return {
    title,
    trust: role!.trust,
    documents: role!.documents,
    caller: { role: role!.arn, session: 'scheduler' },
    world: {
      place,
      ...(deadLetter?.key !== undefined && { keys: { [deadLetter.queue]: { key: deadLetter.key } } }),
    },
    recordedAs: [],
    planned: [
      call('Lambda', 'Invoke', { FunctionName: functionArn }),
      ...(deadLetter === undefined
        ? []
        : [call('SQS', 'SendMessage', { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` })]),
    ],
    byService: [],
    assumptions: serviceAssumes(place, role!.arn, 'scheduler', scheduleGroupArn),
    scopes: [],
  }
}

function mapSubject(title: string, place: EnginePlace): ProofSubject {
  const role = engineRoles(place, { map: true }).find(({ kind }) => kind === 'map')!
  const { functionArn, stateMachine, stateMachineArn } = engineNames(place)
  const executions = localArn(place, 'states', `execution:${stateMachine}`)
  return {
    title,
    trust: role.trust,
    documents: role.documents,
    caller: { role: role.arn, session: 'states' },
    world: { place },
    recordedAs: [],
    planned: [
      call('Lambda', 'Invoke', { FunctionName: functionArn }),
      call('SFN', 'StartExecution', { stateMachineArn }),
      call('SFN', 'DescribeExecution', { executionArn: `${executions}:${PROOF_DETECTOR}-1` }),
    ],
    byService: [],
    // The second is a part of a map, whose state machine has the map's label behind its name.
    assumptions: [stateMachineArn, `${stateMachineArn}/Score`].flatMap((source) =>
      serviceAssumes(place, role.arn, 'states', source),
    ),
    scopes: [executions, stateMachineArn],
  }
}

function call(service: string, operation: string, input: SdkCall['input']): SdkCall {
  return { service, operation, input }
}
