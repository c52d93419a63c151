import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  EC2Client,
  type ResourceType,
  type TagSpecification,
} from '@aws-sdk/client-ec2'
import { type Context, goneTags, tagList, tagMap } from '../handler.ts'

/** EC2's client in the region of a resource. */
export const ec2 = ({ clients }: Context): EC2Client => clients(EC2Client)

/** Tags for the making of a resource. */
export function tagsAtCreation(type: ResourceType, { tags }: Context): TagSpecification[] | undefined {
  return Object.keys(tags).length > 0 ? [{ ResourceType: type, Tags: tagList(tags) }] : undefined
}

/** Makes the tags of a resource those that are wanted. */
export async function retag(id: string, context: Context): Promise<void> {
  const { Tags = [] } = await ec2(context).send(
    new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }),
  )
  const gone = goneTags(tagMap(Tags), context.tags)
  if (gone.length > 0) {
    await ec2(context).send(new DeleteTagsCommand({ Resources: [id], Tags: gone.map((Key) => ({ Key })) }))
  }
  if (Object.keys(context.tags).length > 0) {
    await ec2(context).send(new CreateTagsCommand({ Resources: [id], Tags: tagList(context.tags) }))
  }
}

/** The error's code when EC2 says that there is no such thing: it has one for each kind of resource. */
export async function orNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (/^Invalid\w+(\.NotFound|NotFound)$|^NatGatewayNotFound$/.test((error as Error).name)) return undefined
    throw error
  }
}

/** ARN of something of EC2. */
export function arnOf(kind: string, id: string, { partition, region, account }: Context): string {
  return `arn:${partition}:ec2:${region}:${account}:${kind}/${id}`
}
