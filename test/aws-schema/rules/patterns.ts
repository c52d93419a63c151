/** Any ARN. */
export const ARN = /arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}|aws)?:.+/

/** ARN of an IAM role. */
export const ROLE_ARN = /arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+/

/** ARN of a key of KMS or of an alias. */
export const KEY_ARN = /arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key|alias)\/.+/

/** A block of IPv4 addresses. */
export const CIDR_V4 = /(\d{1,3}\.){3}\d{1,3}\/([0-9]|[12]\d|3[0-2])/
