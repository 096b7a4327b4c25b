/** A page whose rows are sent as they come: they are read while the rest of it is still fetched. */
import type { GraphQLResolveInfo } from 'graphql';
import type { UsageRow } from '../../jodoo/usage-row.ts';
import { type MaybePromise, whenReady } from '../../usage/maybe-promise.ts';
import { isSelectedInParts, isStreamed } from '../selected-in-parts.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import type { EdgesArrived, UsageEdge } from './usage-slice.ts';

type EdgeOrError = UsageEdge | Error;

export interface ArrivingPage<Page> {
  readonly arriving: Arrivals<EdgeOrError>;
  /** A part of the whole page, when it is there. Whoever has it need not wait for it: its failure is no stray one. */
  readonly part: <T>(pick: (page: Page) => T) => Promise<T>;
}

/** What the fields `edges` and `nodes` are answered from. */
export interface PageOfEdges {
  readonly edges: MaybePromise<readonly EdgeOrError[]>;
  /** Only where they come one after the other. */
  readonly arriving?: AsyncIterable<EdgeOrError> | undefined;
}

const ROWS: ReadonlySet<string> = new Set(['edges', 'nodes']);

/** Whether the client takes the rows of the page that a resolver answers later than the page itself. */
export function rowsComeLater(info: GraphQLResolveInfo): boolean {
  return isSelectedInParts(ROWS, info);
}

/**
 * Reads a page whose rows may come one after the other. Rows that were sent cannot be taken back: where the whole page
 * does not begin with them, the rows end with the error that `changed` makes.
 */
export function readArriving<Page extends { readonly edges: readonly EdgeOrError[] }>(
  read: (arrived: EdgesArrived) => MaybePromise<Page>,
  changed: () => Error,
): Page | ArrivingPage<Page> {
  const arriving = createArrivals<EdgeOrError>();
  const page = read(arriving.upTo);
  if (!(page instanceof Promise)) return page;
  const whole = page.then(
    (found) => {
      if (!arriving.items.every((edge, index) => isSame(edge, found.edges[index]))) arriving.fail(changed());
      arriving.upTo(found.edges);
      arriving.end();
      return found;
    },
    (error: unknown) => {
      arriving.fail(error);
      throw error;
    },
  );
  const part = <T>(pick: (found: Page) => T): Promise<T> => {
    const picked = whole.then(pick);
    picked.catch(() => {});
    return picked;
  };
  // Perhaps no field waits for any part.
  whole.catch(() => {});
  return { arriving, part };
}

export function edgesOf({ edges, arriving }: PageOfEdges, info: GraphQLResolveInfo) {
  return arriving && isStreamed(info) ? arriving : edges;
}

export function nodesOf(page: PageOfEdges, info: GraphQLResolveInfo) {
  const edges = edgesOf(page, info);
  return Symbol.asyncIterator in edges ? eachNode(edges) : whenReady(edges, (all) => all.map(nodeOf));
}

async function* eachNode(edges: AsyncIterable<EdgeOrError>): AsyncGenerator<UsageRow | Error> {
  for await (const edge of edges) yield nodeOf(edge);
}

function nodeOf(edge: EdgeOrError): UsageRow | Error {
  return edge instanceof Error ? edge : edge.node;
}

function isSame(one: EdgeOrError, other: EdgeOrError | undefined): boolean {
  if (one instanceof Error || other instanceof Error) return one === other;
  return isSameRow(one.node, other?.node);
}

function isSameRow(one: UsageRow, other: UsageRow | undefined): boolean {
  return one.id === other?.id && one.date === other.date;
}
