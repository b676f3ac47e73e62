import type { Fields } from './fields.ts';

/** What XGBoost has written into its files so far, by object. Other fields might change answers. */
const KNOWN = {
  model: ['learner', 'version'],
  learner: [
    ...['attributes', 'feature_names', 'feature_types', 'gradient_booster', 'learner_model_param', 'objective'],
    ...['learner_train_param', 'metrics', 'generic_param'],
  ],
  learner_model_param: ['base_score', 'boost_from_average', 'num_class', 'num_feature', 'num_target'],
  gradient_booster: [
    ...['name', 'model', 'gbtree', 'weight_drop', 'updater', 'specified_updater', 'gbtree_model_param'],
    ...['gbtree_train_param', 'dart_train_param', 'gblinear_train_param', 'tree_train_param'],
  ],
  trees_model: ['gbtree_model_param', 'trees', 'tree_info', 'iteration_indptr', 'weight_drop', 'cats'],
  linear_model: ['weights', 'boosted_rounds', 'model_param', 'gblinear_model_param'],
  tree: [
    ...['tree_param', 'id', 'loss_changes', 'sum_hessian', 'base_weights', 'leaf_weights', 'leaf_child_counts'],
    ...['left_children', 'right_children', 'parents', 'split_indices', 'split_conditions', 'default_left'],
    ...['split_type', 'categories', 'categories_nodes', 'categories_segments', 'categories_sizes'],
  ],
} as const;

/** Throws `model-kind` for a field that no XGBoost known here has written. */
export const checkFields = (fields: Fields, kind: keyof typeof KNOWN): Fields => {
  fields.onlyThese(KNOWN[kind]);
  return fields;
};
