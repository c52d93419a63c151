export type {
  ActionFacts,
  ConditionKeyFacts,
  ConditionKeyType,
  Facts,
  ResourceTypeFacts,
  ServiceFacts,
} from './facts.ts'
export { loadFacts } from './load.ts'
