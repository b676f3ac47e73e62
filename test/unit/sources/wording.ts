// English outside the catalogue, and messages that do not fit their texts.

import { IntlMessageFormat } from 'intl-messageformat';
import en from '../../../src/catalogue/en.json';
import { isNode, type Node, type Source, syntaxTree, walk } from './tree.ts';

/**
 * Three words in a row, or a capital and a second word: a sentence or a label, not a name or a
 * selector.
 */
const SENTENCE = /[A-Za-z’']{2,}(?:[ ,;:]+[a-z’']{2,}){2,}|^\s*[A-Z][a-z’']+ [a-z’']{2,}[.…?!]?\s*$/;

/** Templates in another language than English. */
const FOREIGN_TAGS = new Set(['css', 'svg', 'python', 'r', 'shell']);

/**
 * What a person reads of an html template: text between tags, and the attributes that are spoken or
 * shown.
 */
function readable(template: string): string {
  const spoken = [...template.matchAll(/\b(?:aria-label|title|alt|placeholder|label)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  return [template.replace(/<[^>]*>/g, ' | '), ...spoken].join(' | ');
}

/** Errors of programmers: invariants that no person brings about. */
const isInvariant = (above: readonly Node[]): boolean =>
  above.some(
    ({ type, callee }) =>
      type === 'NewExpression' && isNode(callee) && /^(Type|Range)?Error$/.test(String(callee.name)),
  );

/** What is assigned to an element's `cssText`. */
const isStyle = (above: readonly Node[]): boolean => {
  const left = above[above.length - 1]?.left;
  return isNode(left) && isNode(left.property) && left.property.name === 'cssText';
};

/** Strings of a file that read like English sentences. */
export function sentences(source: Source): string[] {
  const found: string[] = [];
  const look = (text: string) => {
    if (SENTENCE.test(text)) found.push(text.trim());
  };
  walk(syntaxTree(source), (node, above) => {
    if (isInvariant(above) || isStyle(above)) return;
    if (node.type === 'Literal' && typeof node.value === 'string') look(node.value);
    if (node.type !== 'TemplateLiteral') return;
    const parent = above[above.length - 1];
    const tag = parent?.type === 'TaggedTemplateExpression' && isNode(parent.tag) ? String(parent.tag.name) : null;
    if (tag !== null && FOREIGN_TAGS.has(tag)) return;
    const text = (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('\u2026');
    look(tag === 'html' ? readable(text) : text);
  });
  return found;
}

type Tree = ReturnType<IntlMessageFormat['getAst']>;

interface Choice {
  readonly kind: 'select' | 'plural';
  /** Of the value that chooses. */
  readonly name: string;
  readonly branches: readonly string[];
  /** Whether its `other` writes the number in front of a word, which then follows the number. */
  readonly counts: boolean;
}

/** The number itself, in front of a word: "# rows". */
const counts = (tree: Tree, name: string): boolean =>
  tree.some((element, at) => {
    const isNumber = element.type === 7 || (element.type === 2 && element.value === name);
    const next = tree[at + 1];
    return isNumber && next?.type === 0 && /^\s\p{L}/u.test(next.value);
  });

/** What a text is made of: what is written, the names of the values it takes, what they choose. */
function parts(text: string): { literals: string[]; names: Set<string>; choices: Choice[] } {
  const [literals, names, choices] = [[] as string[], new Set<string>(), [] as Choice[]];
  const look = (tree: Tree): void => {
    for (const element of tree) {
      // 0 is literal text, 6 a plural and 7 its #; everything else names a value.
      if (element.type === 0) literals.push(element.value);
      else if (element.type !== 7 && 'value' in element) names.add(String(element.value));
      if (!('options' in element)) continue;
      const branches = Object.keys(element.options);
      const [kind, name] = [element.type === 6 ? ('plural' as const) : ('select' as const), String(element.value)];
      choices.push({ kind, name, branches, counts: counts(element.options.other?.value ?? [], name) });
      for (const { value } of Object.values(element.options)) look(value);
    }
  };
  look(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return { literals, names, choices };
}

export const argumentsOf = (text: string): Set<string> => parts(text).names;
export const literalsOf = (text: string): string[] => parts(text).literals;
export const choicesOf = (text: string): Choice[] => parts(text).choices;
export const wordsOf = (text: string): string[] =>
  literalsOf(text).flatMap((literal) => literal.match(/\p{L}{2,}/gu) ?? []);

const texts: Readonly<Record<string, string>> = en;

/** How a message is made: the function's name, and which of its arguments are key and values. */
const MAKERS: Readonly<Record<string, (key: string) => string>> = {
  message: (key) => key,
  say: (key) => key,
  pieces: (key) => key,
  OrielError: (key) => `error.${key}`,
};

/** Calls whose values are not those their text takes, and keys that the catalogue lacks. */
export function misfits(source: Source): string[] {
  const wrong: string[] = [];
  walk(syntaxTree(source), (node) => {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const callee = node.callee as Node;
    const name = String((callee.type === 'MemberExpression' ? (callee.property as Node) : callee).name);
    if (!Object.hasOwn(MAKERS, name)) return;
    const [first, second] = node.arguments as Node[];
    if (first?.type !== 'Literal' || typeof first.value !== 'string') return;
    const key = MAKERS[name](first.value);
    if (!Object.hasOwn(texts, key)) {
      wrong.push(`${source.path}: the catalogue has no ${key}`);
      return;
    }
    if (second && second.type !== 'ObjectExpression') return;
    const properties = (second?.properties ?? []) as Node[];
    if (properties.some(({ type }) => type !== 'Property')) return;
    const given = properties.map(({ key: property }) => String((property as Node).name ?? (property as Node).value));
    const wanted = argumentsOf(texts[key]);
    const missing = [...wanted].filter((each) => !given.includes(each));
    const unknown = given.filter((each) => !wanted.has(each));
    if (missing.length > 0) wrong.push(`${source.path}: ${key} is not given ${missing.join(', ')}`);
    if (unknown.length > 0) wrong.push(`${source.path}: ${key} takes no ${unknown.join(', ')}`);
  });
  return wrong;
}

/** Every string of a file, pieces of templates included: keys are found among them. */
export function strings(source: Source): string[] {
  const found: string[] = [];
  walk(syntaxTree(source), (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') found.push(node.value);
    if (node.type === 'TemplateLiteral')
      found.push((node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('*'));
  });
  return found;
}
