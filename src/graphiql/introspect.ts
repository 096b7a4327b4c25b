import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { isObject } from '../dashboard/client/answer.ts';
import { type Answered, messageOf, type Send } from './send.ts';

export interface Introspected {
  /** The gateway's schema; undefined where it does not tell it. */
  readonly introspection?: IntrospectionQuery;
  /** Why there is none. */
  readonly problem?: string;
  /** A token has to be given first. */
  readonly isRefused: boolean;
}

/** Asks for the schema, with the description that introduces it. */
export async function introspect(send: Send): Promise<Introspected> {
  try {
    for await (const answer of send({ query: getIntrospectionQuery({ schemaDescription: true }) })) {
      return introspectedOf(answer);
    }
    return { problem: 'The gateway sent no schema.', isRefused: false };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), isRefused: false };
  }
}

function introspectedOf(answer: Answered): Introspected {
  if (!isIntrospection(answer.data)) return { problem: messageOf(answer), isRefused: isRefusal(answer) };
  return { introspection: answer.data, isRefused: false };
}

function isIntrospection(data: unknown): data is IntrospectionQuery {
  return isObject(data) && isObject(data.__schema) && Array.isArray(data.__schema.types);
}

function isRefusal({ errors }: Answered): boolean {
  const codes = ['UNAUTHENTICATED', 'TOO_MANY_ATTEMPTS'];
  return Array.isArray(errors) && errors.some(({ extensions }) => codes.includes(extensions?.code));
}
