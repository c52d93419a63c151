import { UNKNOWN } from '../known-value.ts'
import { resourceRule } from '../rule.ts'

/** Keys that change by themselves. */
export const keyRotation = resourceRule({
  title: 'KMS keys rotate',
  description: 'Every symmetric encryption key rotates by itself. Other keys cannot and are left alone.',
  enforcement: 'mandatory',
  why: 'It costs nothing to turn on, and no reader of old data notices.',
  severity: 'medium',
  cure: 'Set `enableKeyRotation: true`; the component Engine does for the key that it makes.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html',
  scope: 'all',
  settings: {},
  types: ['aws:kms/key:Key'],
  check({ properties: { enableKeyRotation = false, keyUsage, customerMasterKeySpec, customKeyStoreId } }) {
    const symmetric =
      [undefined, '', 'ENCRYPT_DECRYPT'].includes(keyUsage as string | undefined) &&
      [undefined, '', 'SYMMETRIC_DEFAULT'].includes(customerMasterKeySpec as string | undefined)
    if (!symmetric || customKeyStoreId || enableKeyRotation === true || enableKeyRotation === UNKNOWN) return []
    return ['enableKeyRotation: the key never changes. Set it to true.']
  },
  bad: { resources: [{ type: 'aws:kms/key:Key', name: 'state', properties: {} }] },
  good: { resources: [{ type: 'aws:kms/key:Key', name: 'state', properties: { enableKeyRotation: true } }] },
})
