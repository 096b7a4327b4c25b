import {
  type ASTNode,
  type ASTVisitFn,
  type ASTVisitor,
  BREAK,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getEnterLeaveForKind,
  isExecutableDefinitionNode,
  Kind,
  specifiedRules,
  TypeInfo,
  ValidationContext,
  type ValidationRule,
} from 'graphql';
import { someChild } from '../../graphql/document-nodes.ts';

type Usages = ReturnType<ValidationContext['getVariableUsages']>;

/** What one rule does at nodes of one kind. */
interface Handler {
  readonly rule: RunningRule;
  readonly enter: ASTVisitFn<ASTNode> | undefined;
  readonly leave: ASTVisitFn<ASTNode> | undefined;
}

interface RunningRule {
  /** The node in which the rule has no interest, or BREAK: none any more. */
  skips: unknown;
}

const kindsByRule = new WeakMap<ValidationRule, readonly Kind[]>();

/**
 * Whether a document fits a schema, by graphql-js's own rules and at a fraction of the cost of its `validate`, which
 * makes lists over all rules and kinds of nodes again for each document. It ends at the first error; `validate` words them.
 */
export function isValidDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[] = specifiedRules,
): boolean {
  let isValid = true;
  const typeInfo = new TypeInfo(schema);
  const context = new LeanContext(schema, document, typeInfo, () => {
    isValid = false;
  });
  const handlers = handlersByKind(rules, context);

  /** The rules read of a node's ancestors only the nearest, which is its parent here. */
  function hasErrors(node: ASTNode, parent: ASTNode | undefined): boolean {
    const concerned = handlers.get(node.kind) ?? [];
    const ancestors = parent === undefined ? [] : [parent];
    typeInfo.enter(node);
    for (const { rule, enter } of concerned) {
      if (rule.skips !== undefined || enter === undefined) continue;
      const result = enter(node, undefined, parent, [], ancestors);
      if (result === false) rule.skips = node;
      else if (result === BREAK) rule.skips = BREAK;
    }
    if (!isValid || someChild(node, (child) => hasErrors(child, node))) return true;
    for (const { rule, leave } of concerned) {
      if (rule.skips === undefined) leave?.(node, undefined, parent, [], ancestors);
      else if (rule.skips === node) rule.skips = undefined;
    }
    typeInfo.leave(node);
    return !isValid;
  }

  try {
    return document.definitions.every(isExecutableDefinitionNode) && !hasErrors(document, undefined);
  } catch (error) {
    // A rule gave up.
    if (error instanceof GraphQLError) return false;
    throw error;
  }
}

function handlersByKind(rules: readonly ValidationRule[], context: ValidationContext) {
  const handlers = new Map<Kind, Handler[]>();
  for (const make of rules) {
    const visitor = make(context);
    const rule: RunningRule = { skips: undefined };
    for (const kind of kindsOf(make, visitor)) {
      const { enter, leave } = getEnterLeaveForKind(visitor, kind);
      const others = handlers.get(kind);
      if (others === undefined) handlers.set(kind, [{ rule, enter, leave }]);
      else others.push({ rule, enter, leave });
    }
  }
  return handlers;
}

/** The kinds of nodes that a rule visits: the same for each document. */
function kindsOf(rule: ValidationRule, visitor: ASTVisitor): readonly Kind[] {
  const known = kindsByRule.get(rule);
  if (known !== undefined) return known;
  const kinds = Object.values(Kind).filter((kind) => {
    const { enter, leave } = getEnterLeaveForKind(visitor, kind);
    return enter !== undefined || leave !== undefined;
  });
  kindsByRule.set(rule, kinds);
  return kinds;
}

class LeanContext extends ValidationContext {
  readonly #usages = new Map<ASTNode, Usages>();

  /** As graphql-js does it, without `visit`. */
  override getVariableUsages(definition: Parameters<ValidationContext['getVariableUsages']>[0]): Usages {
    const known = this.#usages.get(definition);
    if (known !== undefined) return known;
    const usages: Usages[number][] = [];
    const typeInfo = new TypeInfo(this.getSchema());
    const gather = (node: ASTNode): boolean => {
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      typeInfo.enter(node);
      if (node.kind === Kind.VARIABLE) {
        usages.push({
          node,
          type: typeInfo.getInputType(),
          defaultValue: typeInfo.getDefaultValue(),
          parentType: typeInfo.getParentInputType(),
        });
      }
      someChild(node, gather);
      typeInfo.leave(node);
      return false;
    };
    gather(definition);
    this.#usages.set(definition, usages);
    return usages;
  }
}
