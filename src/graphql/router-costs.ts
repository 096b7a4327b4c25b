/**
 * What routers are told of the sizes of lists and of what fields cost, for demand control. The gateway's own limits
 * (`server/query/`, the admission of calls) do not depend on it.
 */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import { DEFAULT_FIRST } from './paging/page-arguments.ts';

/** An object weighs 1, and an upstream call ten times as much. */
const CALL = 10;
/** Completes a day, or a range of days. */
const MANY_CALLS = 100;

const WEIGHTS: Readonly<Record<string, number>> = {
  'Query.appUsage': CALL,
  'Query.memberUsage': CALL,
  'Query.organizationUsage': CALL,
  'Query.app': CALL,
  'Query.member': CALL,
  'App.usage': CALL,
  'Member.usage': CALL,
  'AppUsage.share': CALL,
  'MemberUsage.share': CALL,
  'Member.apps': MANY_CALLS,
  'AppUsageConnection.totals': MANY_CALLS,
  'MemberUsageConnection.totals': MANY_CALLS,
  'Query.appUsageChanges': MANY_CALLS,
  'Query.appUsageGroups': MANY_CALLS,
  'Query.usageTotals': MANY_CALLS,
  'Query.organizationSeries': MANY_CALLS,
  'App.series': MANY_CALLS,
  'App.usageHistory': MANY_CALLS,
  'Member.series': MANY_CALLS,
  'Member.usageHistory': MANY_CALLS,
};

/** Of pages and histories: both lists are cut by the same arguments. */
const LIST_SIZE = {
  assumedSize: DEFAULT_FIRST,
  slicingArguments: ['first', 'last'],
  sizedFields: ['edges', 'nodes'],
  requireOneSlicingArgument: false,
};

interface AppliedDirective {
  readonly name: string;
  readonly args: object;
}

export const ROUTER_COSTS = 'routerCosts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      routerCosts: RouterCostsPlugin<Types>;
    }
  }
}

/** Adds `@cost` to the fields that may take upstream calls, and `@listSize` to those that answer pages. */
export class RouterCostsPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const weight = WEIGHTS[`${config.parentType}.${config.name}`];
    const added: AppliedDirective[] = [];
    if (weight !== undefined) added.push({ name: 'cost', args: { weight } });
    if ('first' in config.args) added.push({ name: 'listSize', args: LIST_SIZE });
    if (added.length === 0) return config;
    const applied: unknown = config.extensions?.directives;
    const directives = [...(Array.isArray(applied) ? applied : []), ...added];
    return { ...config, extensions: { ...config.extensions, directives } };
  }
}

SchemaBuilder.registerPlugin(ROUTER_COSTS, RouterCostsPlugin);
