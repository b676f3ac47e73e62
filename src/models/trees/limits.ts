/** No real tree is deeper: a forest grown to the last row seldom passes 60. */
export const DEPTH_LIMIT = 1024;
/** Nodes × outputs: 512 MB of values. */
export const VALUES_LIMIT = 2 ** 26;
export const COLUMNS_LIMIT = 2 ** 24;
export const OUTPUTS_LIMIT = 2 ** 16;
/** Categories are numbered below this, as XGBoost limits them. */
export const CATEGORY_LIMIT = 2 ** 24;
/** Words of all sets of categories. */
export const WORDS_LIMIT = 2 ** 22;
