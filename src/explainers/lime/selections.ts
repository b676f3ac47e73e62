/** How LIME chooses the features that its surrogate may use. */
export const FEATURE_SELECTIONS = ['auto', 'none', 'forward_selection', 'highest_weights', 'lasso_path'] as const;
export type FeatureSelection = (typeof FEATURE_SELECTIONS)[number];
