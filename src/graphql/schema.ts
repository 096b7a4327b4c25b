import {
  type DocumentNode,
  GraphQLSchema,
  parse,
  print,
  printSchema,
  specifiedDirectives,
  visit,
} from 'graphql';
import { builder } from './builder.ts';
import { answerDryRuns } from './dry-run.ts';
import { answerEntities } from './identity/answer-entities.ts';
import { INCREMENTAL_DIRECTIVES } from './incremental-directives.ts';
import { listEnumValues } from './listed-enum-values.ts';
import { GraphQLSemanticNonNullDirective } from './semantic-non-null.ts';
import { spacedSdl } from './spaced-sdl.ts';
import { printedSubgraph as printedSubgraphOf, subgraphSchema } from './subgraph-schema.ts';
import './types/scalars.ts';
import './types/node.ts';
import './types/usage.ts';
import './types/app-usage.ts';
import './types/entity.ts';
import './types/app.ts';
import './types/member.ts';
import './types/entity-connection.ts';
import './types/usage-query.ts';
import './types/organization-usage.ts';
import './types/usage-totals.ts';
import './types/organization-series.ts';
import './types/usage-changes.ts';
import './types/usage-groups.ts';
import './types/gateway.ts';
import './types/subscription.ts';

/** The first with `@cost` and `@listSize`. */
const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';
const FEDERATION_DIRECTIVES = ['key', 'shareable', 'cost', 'listSize', 'composeDirective'];
const SEMANTIC_NON_NULL = '@semanticNonNull';
const LINKS = [
  { name: 'link', args: { url: FEDERATION, import: FEDERATION_DIRECTIVES.map((name) => `@${name}`) } },
  { name: 'link', args: { url: 'https://specs.apollo.dev/nullability/v0.4', import: [SEMANTIC_NON_NULL] } },
  // Clients of a router read it from the router's schema.
  { name: 'composeDirective', args: { name: SEMANTIC_NON_NULL } },
];

/** What a documentation explorer opens with. */
const INTRODUCTION = `Usage of one Jodoo organization: how many forms, records, automations and more it had on each day, by app, by member and in all.

Days are Jodoo's: calendar days in UTC+8, as yyyy-MM-dd. The latest is yesterday. Jodoo tells of the last 180 days; what this gateway has archived before stays.

Jodoo answers one call a second for each list. What is archived costs no call and is answered at once; the rest waits its turn. Add \`gateway(dryRun: true) { cost { calls expectedMs } }\` to an operation to have it priced instead of run.

Start with \`Query\`: \`appUsage\`, \`memberUsage\` and \`organizationUsage\` are one day; \`usageTotals\`, \`organizationSeries\` and \`App.series\` are ranges of days; \`appUsageChanges\` and \`appUsageGroups\` are what changed, and who has what.`;

const schema = answerDryRuns(
  listEnumValues(
    answerEntities(
      subgraphSchema(
        builder.toSchema({
          directives: [...specifiedDirectives, ...INCREMENTAL_DIRECTIVES, GraphQLSemanticNonNullDirective],
          extensions: { directives: LINKS },
        }),
        INTRODUCTION,
      ),
    ),
  ),
);

/** The executable schema. */
export function buildSchema(): GraphQLSchema {
  return schema;
}

/** The schema as clients want it, `schema.graphql`: plain, sorted, with all descriptions. */
export async function printedSchema(): Promise<string> {
  // `printSchema` would leave out where directives are applied.
  const directives = printSchema(new GraphQLSchema({ directives: INCREMENTAL_DIRECTIVES }));
  return `${directives}\n\n${spacedSdl(print(withoutFederation(parse(await printedSubgraph()))))}\n`;
}

/** The schema as routers and registries want it, `docs/subgraph.graphql`: with federation's directives. */
export async function printedSubgraph(): Promise<string> {
  return `${await printedSubgraphOf(schema)}\n`;
}

/** Relay's compiler and graphql-js refuse what federation adds. What is left is for clients. */
function withoutFederation(document: DocumentNode): DocumentNode {
  return visit(document, {
    SchemaExtension: () => null,
    Directive: ({ name }) => (FEDERATION_DIRECTIVES.includes(name.value) ? null : undefined),
  });
}
