/** A tree of one question: whether a column's number is below a threshold. */
export interface Stump {
  readonly column: number;
  readonly below: number;
  /** What it adds to the raw score where it is below, and where it is not. */
  readonly leaves: readonly [number, number];
}

function tree({ column, below, leaves }: Stump, id: number) {
  return {
    ...{ left_children: [1, -1, -1], right_children: [2, -1, -1], parents: [2147483647, 0, 0] },
    ...{ split_indices: [column, 0, 0], split_conditions: [below, ...leaves], default_left: [0, 0, 0] },
    ...{ split_type: [0, 0, 0], sum_hessian: [2, 1, 1], loss_changes: [1, 0, 0], base_weights: [0, ...leaves] },
    ...{ categories: [], categories_nodes: [], categories_segments: [], categories_sizes: [] },
    tree_param: { num_deleted: '0', num_feature: '1', num_nodes: '3', size_leaf_vector: '0' },
    id,
  };
}

/** A model as XGBoost saves it: the probability of class 1, from stumps over named columns. */
export function stumpsModel(names: readonly string[], stumps: readonly Stump[]): Uint8Array {
  const file = {
    learner: {
      attributes: {},
      feature_names: names,
      feature_types: [],
      gradient_booster: {
        model: {
          gbtree_model_param: { num_parallel_tree: '1', num_trees: String(stumps.length), size_leaf_vector: '0' },
          tree_info: stumps.map(() => 0),
          trees: stumps.map(tree),
        },
        name: 'gbtree',
      },
      learner_model_param: {
        ...{ base_score: '5E-1', boost_from_average: '1', num_class: '0', num_target: '1' },
        num_feature: String(names.length),
      },
      objective: { name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } },
    },
    version: [1, 7, 4],
  };
  return new TextEncoder().encode(JSON.stringify(file));
}

/** Wards in the order of the numbers that the model below was trained with. */
export const WARDS = ['Surgery', 'Cardiology', 'Neurology', 'Geriatrics'] as const;
const SEXES = ['f', 'm'] as const;

/** A model of a patient's age, ward and sex: the higher the number of the ward, the likelier. */
export const wardModel = (): Uint8Array =>
  stumpsModel(
    ['age', 'ward', 'sex'],
    [
      { column: 0, below: 60, leaves: [-0.3, 0.3] },
      { column: 1, below: 1, leaves: [-3, 1] },
      { column: 1, below: 2, leaves: [-1.5, 1.5] },
      { column: 1, below: 3, leaves: [-1, 3] },
      { column: 2, below: 1, leaves: [0.01, -0.01] },
    ],
  );

/** Patients with an id, a date, and what became of them, which follows the order of `WARDS`. */
export function wardRows(count: number): (readonly (string | number)[])[] {
  const rows = Array.from({ length: count }, (_, row) => {
    const ward = row % WARDS.length;
    const age = 40 + ((row * 7) % 50);
    const rare = (row >> 2) % 5 === 0;
    const back = ward === 3 || (ward === 2 && !rare) || (ward === 1 && rare) ? 'yes' : 'no';
    return [`P${1000 + row}`, `2023-0${1 + (row % 9)}-14`, age, WARDS[ward], SEXES[(row >> 2) % 2], back];
  });
  return [['id', 'admitted', 'age', 'ward', 'sex', 'readmitted'], ...rows];
}

export const csvOf = (rows: readonly (readonly (string | number)[])[]): Uint8Array =>
  new TextEncoder().encode(rows.map((row) => row.join(',')).join('\n'));
