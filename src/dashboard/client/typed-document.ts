/** A GraphQL operation, with the types of what it answers and takes. Only documents.ts makes them. */
export interface TypedDocument<Result, Variables> {
  /** The operation's. */
  readonly name: string;
  readonly text: string;
  /** Never there: it carries the types. */
  readonly types?: (variables: Variables) => Result;
}
