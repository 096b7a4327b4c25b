import type { GraphQLResolveInfo } from 'graphql';
import { selectedFields } from '../selected-fields.ts';
import { rowsComeLater } from './arriving-page.ts';
import type { UsageSelection } from './usage-page.ts';

/** By nodes: executors hand over the same list of them again only where all conditions are decided alike. */
const known = new WeakMap<GraphQLResolveInfo['fieldNodes'], UsageSelection>();

/** What the query asks for of the page that this resolver answers. */
export function selectionOf(info: GraphQLResolveInfo): UsageSelection {
  const selection = known.get(info.fieldNodes) ?? readSelection(info);
  known.set(info.fieldNodes, selection);
  return selection;
}

function readSelection(info: GraphQLResolveInfo): UsageSelection {
  const selects = (field: string) => selectedFields(info.fieldNodes, field, info).length > 0;
  return {
    rows: selects('edges') || selects('nodes'),
    totals: selects('totals'),
    later: rowsComeLater(info),
  };
}
