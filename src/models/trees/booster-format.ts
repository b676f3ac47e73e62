import type { TreeMessageKey } from './tree-model.ts';

/**
 * Which booster wrote a file, by its first bytes: LightGBM's text begins with "tree", XGBoost's
 * JSON or UBJSON with an object that begins with the learner, or with the version as a list (other
 * formats have it as text); null for anything else.
 */
export function boosterFormat(bytes: Uint8Array): 'xgboost' | 'lightgbm' | null {
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  if (/^tree\r?\n/.test(head)) return 'lightgbm';
  // A key of UBJSON follows its type and length, of one byte to eight.
  return /^\{(\s*"|[UiIlL][^{}"]{1,8})(learner\b|version("\s*:\s*)?\[)/.test(head) ? 'xgboost' : null;
}

const OBJECTIVE = '(binary|reg|multi|rank|count|survival):[a-z_]+';
/** Files that boosters write and that are no models to open, by how they begin. */
const OTHERS: readonly (readonly [RegExp, TreeMessageKey])[] = [
  // "binf", or a struct of numbers with the names of the objective and the booster behind it.
  [new RegExp(`^(binf|bs64\\t|[^]{130,160}${OBJECTIVE}[^]{8}(gbtree|gblinear|dart))`), 'tree.oldBinary'],
  [/^(booster\[0\]:?\s+)?(bias:\s|\s*0:(\[[^\]\n]+\] (yes=\d+|\{)|leaf=))/, 'tree.xgboostDump'],
  [/^\[?\s*\{\s*"(nodeid|bias)"\s*:/, 'tree.xgboostDump'],
  [/^\{\s*"name"\s*:\s*"tree"/, 'tree.lightgbmDump'],
];

/** What to say of a file that a booster wrote but that is no model to open; null for any other. */
export function otherBoosterFile(bytes: Uint8Array): TreeMessageKey | null {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  return OTHERS.find(([pattern]) => pattern.test(head))?.[1] ?? null;
}
