/**
 * Which booster wrote a file, by its first bytes: LightGBM's text begins with "tree", XGBoost's
 * JSON or UBJSON with an object whose first key is of a booster; null for anything else.
 */
export function boosterFormat(bytes: Uint8Array): 'xgboost' | 'lightgbm' | null {
  const head = String.fromCharCode(...bytes.subarray(0, 256));
  if (/^tree\r?\n/.test(head)) return 'lightgbm';
  // A key of UBJSON follows its type and length, of one byte to eight.
  return /^\{(\s*"|[UiIlL][^{}"]{1,8})(learner|version)\b/.test(head) ? 'xgboost' : null;
}
