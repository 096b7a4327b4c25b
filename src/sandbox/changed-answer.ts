import type { JsonObject, Listed } from './answer.ts';
import type { Asked } from './asked.ts';
import type { Fault } from './faults.ts';

/** A success as the faults leave it: first its JSON, then its text. Those that send it otherwise are not for here. */
export function changedAnswer(
  body: JsonObject,
  faults: readonly Fault[],
  asked: Asked,
  list: readonly Listed[],
): string {
  const json = JSON.stringify(
    faults.reduce((changing, fault) => changed(changing, fault, asked, list), body),
  );
  return faults.reduce((text, fault) => (fault.kind === 'text' ? fault.change(text) : text), json);
}

function changed(body: JsonObject, fault: Fault, asked: Asked, list: readonly Listed[]): JsonObject {
  switch (fault.kind) {
    case 'answer':
      return fault.change(body, asked, list);
    case 'rows':
      return withItems(body, fault.change);
    case 'metrics': {
      const change = (holder: JsonObject) => withMetrics(holder, fault.change);
      return asked.endpoint === 'overview' ? change(body) : withItems(body, change);
    }
    default:
      return body;
  }
}

function withItems(body: JsonObject, change: (item: JsonObject) => unknown): JsonObject {
  return Array.isArray(body.items) ? { ...body, items: body.items.map((item) => change(item)) } : body;
}

function withMetrics(holder: JsonObject, change: (metrics: JsonObject) => unknown): JsonObject {
  const { metrics } = holder;
  if (typeof metrics !== 'object' || metrics === null) return holder;
  return { ...holder, metrics: change({ ...metrics }) };
}
