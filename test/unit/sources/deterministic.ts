// What differs between JavaScript engines, or between two runs.

import { isNode, type Source, syntaxTree, walk } from './tree.ts';

/**
 * Constants, and what is exact or correctly rounded by the standard; engines are free in the rest
 * of Math.
 */
const EXACT = new Set([
  ...['E', 'LN10', 'LN2', 'PI', 'SQRT2', 'abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min'],
  ...['round', 'sign', 'sqrt', 'trunc'],
]);

/** Uses of inexact Math, `**`, clocks and unseeded randomness in a file. */
export function unsteady(source: Source): string[] {
  const found: string[] = [];
  walk(syntaxTree(source), (node, above, key) => {
    const parent = above[above.length - 1];
    const power = node.type === 'BinaryExpression' || node.type === 'AssignmentExpression';
    if (power && /^\*\*=?$/.test(String(node.operator))) found.push('**');
    if (node.type !== 'Identifier') return;
    const isName =
      (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) ||
      (parent?.type === 'Property' && key === 'key' && !parent.shorthand);
    if (isName || parent?.type.startsWith('TS')) return;
    if (node.name === 'Math') {
      const within = parent?.type === 'MemberExpression' && key === 'object' && !parent.computed;
      const member = within && isNode(parent.property) ? String(parent.property.name) : null;
      if (!member || !EXACT.has(member)) found.push(`Math.${member ?? '?'}`);
    }
    if (node.name === 'Date' || node.name === 'performance' || node.name === 'crypto') found.push(String(node.name));
  });
  return found;
}
