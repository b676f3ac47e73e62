import type { IntlMessageFormat } from 'intl-messageformat';

/** A text's syntax tree, as the library reads it. */
export type SyntaxTree = ReturnType<IntlMessageFormat['getAst']>;

type Element = SyntaxTree[number];

/**
 * The library's numbers for kinds of elements; it exports them as an enum that is not worth
 * loading.
 */
const [LITERAL, SELECT] = [0, 5];

export const isLiteral = (element: Element): element is Extract<Element, { type: 0 }> => element.type === LITERAL;
export const isSelect = (element: Element): element is Extract<Element, { type: 5 }> => element.type === SELECT;

/** A tree of the same shape whose elements are changed, those within branches first. */
export function mapTree(tree: SyntaxTree, change: (element: Element) => Element): SyntaxTree {
  return tree.map((element) => {
    if (!('options' in element)) return change(element);
    const options = Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: mapTree(option.value, change) },
    ]);
    return change({ ...element, options: Object.fromEntries(options) });
  });
}
