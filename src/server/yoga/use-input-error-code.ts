import { type ASTNode, type GraphQLError, isValueNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { literalPlace } from './literal-place.ts';

/**
 * Gives a wrong literal the code that the same value has as a variable, BAD_USER_INPUT, and says which argument it is:
 * graphql-js says that of variables only.
 */
export function useInputErrorCode(): Plugin {
  return {
    // Yoga's own hook runs later and fills in GRAPHQL_VALIDATION_FAILED where there is no code yet.
    onValidate:
      ({ params: { documentAST } }) =>
      (validated) => {
        if (validated.valid) return;
        for (const error of validated.result) {
          const literal = wrongLiteral(error);
          if (literal === undefined) continue;
          error.extensions.code ??= 'BAD_USER_INPUT';
          const place = literalPlace(documentAST, literal);
          if (place !== undefined) error.message = `Wrong value for ${place}: ${error.message}`;
        }
      },
  };
}

/** graphql-js marks no rule in its errors, but only a wrong literal is reported at a literal. */
function wrongLiteral({ nodes }: GraphQLError): ASTNode | undefined {
  const node = nodes?.[0];
  return node !== undefined && isValueNode(node) && node.kind !== Kind.VARIABLE ? node : undefined;
}
