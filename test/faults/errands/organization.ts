import { z } from 'zod';
import { checkCounts, METRIC_FIELDS, metricsShape } from '../rows.ts';
import { type Errand, someIds } from './errand.ts';

const organizationShape = z.object({
  organizationUsage: z.object({ date: z.string(), metrics: metricsShape.nullable() }).nullable(),
  appUsage: z
    .object({ nodes: z.array(z.object({ appId: z.string(), share: z.number().nullable() }).nullable()) })
    .nullable(),
});

/** The organization on a day, and the share that some apps have of it. */
export const organizationOfDay: Errand = async (options) => {
  const { ask, model, anyDay } = options;
  const day = anyDay();
  const ids = someIds(options, 'app', day, 5);
  await ask({
    name: 'organization and shares',
    query: `query ($day: Date, $ids: [ID!]) {
      organizationUsage(date: $day) { date ${METRIC_FIELDS} }
      appUsage(date: $day, appIds: $ids) { nodes { appId share(metric: DATA) } }
    }`,
    variables: { day, ids },
    shape: organizationShape,
    check({ organizationUsage, appUsage }, judge) {
      const right = model.overview(day);
      const mayBeUnknown = model.mood(day) === 'lying';
      if (organizationUsage === null) judge.missing(['organizationUsage'], 'no organization');
      else {
        if (organizationUsage.date !== day) judge.wrong(`the organization is of ${organizationUsage.date}`);
        checkCounts('the organization', organizationUsage.metrics, right, { mayBeUnknown, judge });
      }
      if (appUsage === null) return judge.missing(['appUsage'], 'no apps');
      for (const [index, node] of appUsage.nodes.entries()) {
        const path = ['appUsage', 'nodes', index];
        if (node === null) {
          judge.missing(path, `row ${index} is null`);
          continue;
        }
        const data = model.day('app', day).byId.get(node.appId)?.metrics.data ?? 0;
        const share = data / (right.data ?? 1);
        if (node.share === null) {
          if (!mayBeUnknown) judge.missing([...path, 'share'], `${node.appId} has no share`);
        } else if (Math.abs(node.share - share) > 1e-9) {
          judge.wrong(`${node.appId} has the share ${node.share}, not ${share}`);
        }
      }
    },
  });
};
