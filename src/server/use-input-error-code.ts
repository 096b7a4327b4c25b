import { type GraphQLError, isValueNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Gives a wrong literal the code that the same value has as a variable: BAD_USER_INPUT. */
export function useInputErrorCode(): Plugin {
  return {
    // Yoga's own hook runs later and fills in GRAPHQL_VALIDATION_FAILED where there is no code yet.
    onValidate: () => (validated) => {
      if (validated.valid) return;
      for (const error of validated.result) {
        if (isAboutLiteral(error)) error.extensions.code ??= 'BAD_USER_INPUT';
      }
    },
  };
}

/** graphql-js marks no rule in its errors, but only a wrong literal is reported at a literal. */
function isAboutLiteral({ nodes }: GraphQLError): boolean {
  const node = nodes?.[0];
  return node !== undefined && isValueNode(node) && node.kind !== Kind.VARIABLE;
}
