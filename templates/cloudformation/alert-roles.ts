import { arnParameter, given, optionalKey } from './parameters.ts'
import { serviceRoleTemplate, type ServiceRoleTemplate } from './role-resource.ts'
import { symbolicArn, symbolicPlace } from './symbols.ts'
import type { Template } from './template.ts'

const { place } = symbolicPlace()
const topic = symbolicArn(place, 3, 'TopicArn', 'sns', 'symbolic-topic')
const key = symbolicArn(place, 4, 'TopicKeyArn', 'kms', 'key/symbolic-key')
const target = symbolicArn(place, 3, 'FunctionArn', 'lambda', 'function:symbolic-function')

/** Templates of the roles that send alerts, by file. */
export function alertRoleTemplates(): Readonly<Record<string, Template>> {
  return Object.fromEntries(
    Object.entries(ALERT_ROLES).map(([kind, role]) => [`servicerole-alert-${kind}`, serviceRoleTemplate(role)]),
  )
}

/** What the roles of each kind of channel may do. */
export const ALERT_ROLES: Readonly<Record<string, ServiceRoleTemplate>> = {
  sns: {
    description:
      'Crowsnest: the role that one alert of one detector is published to its topic with, and nothing else. The topic may be of another account, whose owner deploys owner-topic.yml.',
    purpose: 'alert',
    parameters: {
      TopicArn: arnParameter(
        'the topic that the alert is published to',
        'sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}(\\.fifo)?',
      ),
      TopicKeyArn: optionalKey('of the topic'),
    },
    conditions: { HasTopicKey: given('TopicKeyArn') },
    decisions: ['HasTopicKey'],
    symbols: [...topic, ...key],
    part: (holds) => ({ kind: 'sns', topic: topic[0].token, ...(holds('HasTopicKey') && { key: key[0].token }) }),
  },
  lambda: {
    description:
      'Crowsnest: the role that one alert of one detector is handed to its function with, and nothing else. The function may be of another account, whose owner deploys owner-function.yml.',
    purpose: 'alert',
    parameters: {
      FunctionArn: arnParameter(
        'the function, with its alias or version where only that one is to be called',
        'lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]{1,64}(:[\\w-]{1,128})?',
      ),
    },
    conditions: {},
    decisions: [],
    symbols: target,
    part: () => ({ kind: 'lambda', function: target[0].token }),
  },
}
