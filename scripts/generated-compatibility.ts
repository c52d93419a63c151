import { CONTRADICTIONS, type Contradiction } from './compatibility/contradictions.ts'
import { FEATURES } from './compatibility/features.ts'

/** docs/compatibility.md: features of the original service, and how contradictions of its guide are read. */
export function compatibilityReference(): string {
  const features = FEATURES.map(({ guide, feature, here, page, test: [file] }) => {
    const chapters = guide.length === 0 ? 'not in the guide' : guide.join('; ')
    return `| ${feature} | ${here} | [${page.replace(/\.md.*$/u, '')}](${page}) | \`${file}\` | ${chapters} |`
  })
  const noticed = CONTRADICTIONS.filter((row) => row.noticed)
  const others = CONTRADICTIONS.filter((row) => !row.noticed)
  return `# Beside the original service

<!-- Generated from scripts/compatibility by \`npm run generate\`; edit that instead. -->

What Amazon Lookout for Metrics did, what it is here, and where the two differ. A test fails when a row has no page or its test is gone.
[The API](api.md#where-it-differs) has differences of its own; [quotas](limits.md) stand beside each other on another page.

## What differs on purpose

- **It runs in your account**, from a program or spec that you keep, and nobody can shut it down. There is no console in which detectors
  are made: specs, programs and the API make them, [the review page](console.md) shows what they find.
- **A severity has a meaning**: how rarely a normal metric would do this. The original did not say what its number meant, so thresholds that you
  tuned there are worth another look here: [what a severity means](detection.md#what-a-severity-means).
- **One happening is one group**, for as long as it lasts and however many metrics show it.
- **A metric that falls silent** is an anomaly, unless the dataset says otherwise (\`missingData\`).
- **A changed spec** goes on in place; the original asked to deactivate first.
- **Intervals that were missed** are caught up with in order. The original went on with the next.
- **Quotas are defaults**, not limits.
- **Samples of policies** that did not do what they said are put right:
  [which](iam.md#what-was-wrong-with-the-samples-of-the-original-service).

## Features

| Feature | Here | Page | Test | In the guide |
| --- | --- | --- | --- | --- |
${features.join('\n')}

## Where the guide contradicts itself

In ${CONTRADICTIONS.length} places the guide says two things, or something else than the API's model, its samples or the service. This is how they are read
here, as far as it can be noticed:

| About | Said | Here |
| --- | --- | --- |
${noticed.map(contradiction).join('\n')}

Without an effect on anybody:

| About | Said | Here |
| --- | --- | --- |
${others.map(contradiction).join('\n')}
`
}

function contradiction({ topic, between, reading }: Contradiction): string {
  return `| ${topic} | ${between} | ${reading} |`
}
