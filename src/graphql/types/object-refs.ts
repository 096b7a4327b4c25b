/** The types that name each other, apart from their fields. */
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { builder, objectOrError } from '../builder.ts';
import type { EntityShape } from '../identity/entity-shape.ts';
import { forEachList } from '../usage-lists.ts';

/** App and Member. */
export const entityTypes = forEachList(({ entityType }) => builder.objectRef<EntityShape>(entityType));

/** AppUsage and MemberUsage. */
export const usageTypes = forEachList(({ usageType }) => objectOrError<UsageRow>(usageType));
