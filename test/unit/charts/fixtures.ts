// Records made by hand: the shapes charts must cope with.

import type { Explanation } from '../../../src/records/record.ts';

type Cell = number | string | null;

const common = {
  schema: 'oriel.explanation/1' as const,
  created: '2026-01-01T00:00:00.000Z',
  background: { sha256: 'b', rows: 100, method: 'sample', seed: 0 },
  groups: null,
  seed: 0,
  coalitions: 2048,
  calls: 204800,
  stopped: 'samples' as const,
  milliseconds: 800,
  backend: { name: 'wasm', adapter: null, why: 'a fixture' },
  runtime: 'onnxruntime-web 1.30.0',
  engine: '0.1.0',
};

interface Tabular {
  readonly id: string;
  readonly model?: string;
  readonly players: readonly (readonly [name: string, cell: Cell, value: number, error?: number])[];
  readonly base: number;
  readonly outputs?: readonly string[];
  readonly space?: Explanation['space'];
  readonly explainer?: string;
  readonly fidelity?: Explanation['fidelity'];
  readonly modelOutput?: number;
  readonly additive?: boolean;
}

/** A record of one output. */
export function tabular(t: Tabular): Explanation {
  const values = t.players.map(([, , value]) => value);
  const prediction =
    t.additive === false && t.modelOutput !== undefined ? t.modelOutput : t.base + values.reduce((a, b) => a + b, 0);
  const additive = t.additive ?? true;
  return {
    ...common,
    id: t.id,
    model: { name: t.model ?? 'gbt.onnx', sha256: 'm', format: 'onnx' },
    input: {
      kind: 'tabular',
      sha256: 'i',
      columns: t.players.map(([name]) => name),
      values: t.players.map(([, cell]) => cell),
      row: 12,
    },
    players: t.players.map(([name]) => name),
    outputs: [...(t.outputs ?? ['bad risk'])],
    space: t.space ?? 'output',
    explainer: { requested: 'auto', name: t.explainer ?? 'kernel-shap', options: {}, why: 'a fixture' },
    modelOutput: [t.modelOutput ?? prediction],
    base: [t.base],
    prediction: [prediction],
    attributions: [values],
    standardErrors: t.players.some((player) => player[3] !== undefined)
      ? [t.players.map((player) => player[3] ?? 0)]
      : null,
    additivityResidual: additive ? [0] : null,
    fidelity: t.fidelity ?? {},
  };
}

export const credit = tabular({
  id: 'credit',
  base: 0.2983,
  players: [
    ['checking_status', '<0', 0.1421, 0.0031],
    ['duration', 48, 0.1177, 0.0028],
    ['credit_history', 'existing paid', 0.0113, 0.0019],
    ['purpose', 'furniture/equipment', 0.0208, 0.0022],
    ['credit_amount', 5951, 0.0534, 0.0027],
    ['savings_status', '<100', 0.0431, 0.0021],
    ['employment', '1<=X<4', 0.0082, 0.0017],
    ['installment_commitment', 2, -0.0187, 0.0014],
    ['personal_status', 'female div/dep/mar', 0.0061, 0.0018],
    ['other_parties', 'none', 0.0022, 0.0009],
    ['residence_since', 2, -0.0011, 0.0012],
    ['property_magnitude', 'real estate', -0.0342, 0.0019],
    ['age', 22, 0.0389, 0.0023],
    ['other_payment_plans', 'none', -0.0121, 0.0011],
    ['housing', 'own', -0.0162, 0.0013],
    ['existing_credits', 1, -0.0008, 0.0011],
    ['job', 'skilled', 0.0003, 0.0008],
    ['num_dependents', 1, 0, 0],
    ['own_telephone', 'none', 0.0047, 0.0012],
    ['foreign_worker', 'yes', 0.0019, 0.0006],
  ],
});

/** The same explanation, a little later. */
export const creditLater: Explanation = {
  ...credit,
  attributions: [credit.attributions[0].map((value, at) => value + (at % 2 ? 0.004 : -0.004))],
  standardErrors: [(credit.standardErrors as number[][])[0].map((error) => error / 2)],
};

export const lime = tabular({
  id: 'lime',
  base: 0.41,
  modelOutput: 0.663,
  explainer: 'lime',
  additive: false,
  fidelity: { r2: [0.47] },
  players: [
    ['checking_status', 'no checking', -0.1832, 0.011],
    ['duration', 48, 0.1204, 0.013],
    ['savings_status', '<100', 0.0611, 0.009],
    ['age', 22, 0.0322, 0.012],
    ['job', 'skilled', 0.0041, 0.01],
    ['housing', 'own', -0.0298, 0.008],
  ],
});

/** Ten features of a regression, enumerated: no standard errors. */
export const regression = tabular({
  id: 'regression',
  outputs: ['progression'],
  explainer: 'exact',
  base: 152.13,
  players: [
    ['age', 0.0381, -1.21],
    ['sex', 0.0507, -11.83],
    ['bmi', 0.0617, 31.42],
    ['bp', 0.0219, 7.9],
    ['s1', -0.0442, 2.11],
    ['s2', -0.0348, -0.84],
    ['s3', -0.0434, 9.55],
    ['s4', -0.0026, 0.03],
    ['s5', 0.0199, 14.27],
    ['s6', -0.0176, -2.66],
  ],
});

export const logit = tabular({
  id: 'logit',
  base: -0.855,
  space: 'logit',
  modelOutput: 0.7109,
  players: [
    ['duration', 48, 1.204, 0.02],
    ['age', 22, 0.731, 0.03],
    ['housing', 'own', -0.18, 0.1],
  ],
});

/** A deterministic spread of values, two hundred of them. */
export const many = tabular({
  id: 'many',
  base: 0.5,
  players: Array.from(
    { length: 200 },
    (_, at) =>
      [`gene_${String(at).padStart(3, '0')}`, (at * 37) % 11, (((at * 7919) % 200) - 100) / 20000, 0.0004] as const,
  ),
});

export const zero = tabular({
  id: 'zero',
  base: 0.25,
  players: [
    ['a', 1, 0, 0],
    ['b', 2, 0, 0],
    ['c', null, 0, 0],
  ],
});

export const huge = tabular({
  id: 'huge',
  outputs: ['price'],
  base: 3.1e9,
  players: [
    ['area', 1.5e12, 8.123e8, 2.3e6],
    ['rooms', 4, -2.5e7, 3e6],
    ['garden', 0, 412, 9e5],
  ],
});

export const tiny = tabular({
  id: 'tiny',
  outputs: ['rate'],
  modelOutput: -1,
  base: -2.1e-9,
  players: [
    ['dose', 1e-7, 4.31e-8, 2e-10],
    ['weight', 71.5, -9.9e-9, 4e-10],
  ],
});

export const longNames = tabular({
  id: 'long',
  outputs: ['will need to be admitted to intensive care within the next seventy-two hours'],
  base: 0.12,
  players: [
    [
      'time since the last examination of the patient by a specialist in days',
      'more than three hundred and sixty-five days ago',
      0.21,
      0.01,
    ],
    ['x', 'an_unbroken_level_name_that_goes_on_for_longer_than_any_column_could_be', -0.09, 0.06],
    ['Blutdruck (systolisch, in Ruhe gemessen) <b>&"quoted"</b>', 182.30000305175781, 0.04, 0.004],
  ],
});

/** Three columns make one player, and one column its own. */
export const grouped: Explanation = {
  ...tabular({
    id: 'grouped',
    base: 0.3,
    players: [
      ['money', null, 0.2, 0.01],
      ['age', 22, 0.05, 0.01],
    ],
  }),
  groups: { money: ['credit_amount', 'savings_status', 'housing'] },
  input: {
    kind: 'tabular',
    sha256: 'i',
    columns: ['credit_amount', 'savings_status', 'housing', 'age'],
    values: [5951, '<100', 'own', 22],
    row: null,
  },
};

/** Three classes. */
export const penguins: Explanation = {
  ...tabular({
    id: 'penguins',
    model: 'forest.onnx',
    base: 0.44,
    players: [
      ['bill_length_mm', 46.1, 0],
      ['island', 'Biscoe', 0],
      ['body_mass_g', null, 0],
    ],
  }),
  outputs: ['Adelie', 'Chinstrap', 'Gentoo'],
  modelOutput: [0.02, 0.08, 0.9],
  base: [0.44, 0.2, 0.36],
  prediction: [0.02, 0.08, 0.9],
  attributions: [
    [-0.22, -0.1, -0.1],
    [0.08, -0.1, -0.1],
    [0.14, 0.2, 0.2],
  ],
  additivityResidual: [0, 0, 0],
};

/** A sequence of 24 steps of three features, a late rise of one of them above all. */
const vitals = ['heart rate', 'blood pressure', 'temperature'];
const vitalCells = Array.from({ length: 72 }, (_, at) => {
  const [step, feature] = [Math.floor(at / 3), at % 3];
  const value = (feature === 0 ? 0.02 : 0.004) * Math.sin(step / (2 + feature)) * (step / 24) ** 2 * (1 + feature);
  return [`${vitals[feature]} ${step + 1}`, 60 + step, value, 0.0005] as const;
});
const flat = tabular({ id: 'sequence', model: 'ward.onnx', players: vitalCells, base: 0.3 });
export const sequence: Explanation = {
  ...flat,
  input: {
    ...(flat.input as Extract<Explanation['input'], { kind: 'tabular' }>),
    sequence: { steps: 24, features: vitals, first: 1, layout: 'TF', players: 'cell' },
  },
};

/**
 * The same record with interactions: a deterministic spread, strongest among the largest values.
 */
function withInteractions(record: Explanation, strength: number, error?: number): Explanation {
  const matrix = record.players.map((_, i) =>
    record.players.map((_, j) => {
      if (i === j) return 0;
      const share = (((Math.min(i, j) * 31 + Math.max(i, j) * 17) % 13) - 6) / 6;
      return (strength * share) / (1 + Math.abs(i - j)) + 0;
    }),
  );
  return {
    ...record,
    id: `${record.id}-interactions`,
    explainer: { ...record.explainer, name: 'interactions' },
    interactions: [matrix],
    fidelity: error === undefined ? {} : { interactionError: [error] },
  };
}

export const regressionPairs = withInteractions(regression, 9);
export const creditPairs = withInteractions(credit, 0.03, 0.0006);
export const longPairs = withInteractions(longNames, 0.05);
export const zeroPairs = withInteractions(zero, 0);
export const hugePairs = withInteractions(huge, 4e7);

const quarters = Uint16Array.from({ length: 64 }, (_, at) => (at % 8 < 4 ? 0 : 1) + (at < 32 ? 0 : 2));

/** A text, as the engine explains one: words with what they add, joined to phrases. */
function textual(
  text: string,
  words: readonly (readonly [string, number, number?])[],
  phrases: [number[], number[]],
): Explanation {
  let at = 0;
  const spans = words.map(([word]): [number, number][] => {
    const start = text.indexOf(word, at);
    at = start + word.length;
    return [[start, at]];
  });
  const record = tabular({
    id: 'text',
    base: 0.023,
    players: words.map(([word, value, error = 0]) => [word, null, value, error]),
    outputs: ['toxic'],
  });
  const [left, right] = phrases;
  return {
    ...record,
    model: { name: 'BERT-mini', sha256: 'm', format: 'onnx' },
    background: null,
    input: { kind: 'text', sha256: 'i', text, spans, absent: 'mask', part: null, phrases: { left, right } },
    explainer: { requested: 'auto', name: 'partition-shap', options: {}, why: 'a fixture' },
  };
}

/** Phrases: ((((You are) (a (stupid idiot))) ,) ((((and nobody) ((wants you) here)) .) 😀)). */
export const insult = textual(
  'You are a stupid idiot,\n  and nobody  wants you here. 😀',
  [
    ['You', 0.014, 0.001],
    ['are', -0.001, 0.002],
    ['a', 0.011, 0.001],
    ['stupid', 0.365, 0.01],
    ['idiot', 0.388, 0.01],
    [',', 0],
    ['and', -0.008, 0.001],
    ['nobody', 0.222, 0.01],
    ['wants', -0.007, 0.001],
    ['you', 0.012, 0.001],
    ['here', -0.032, 0.001],
    ['.', 0],
    ['😀', 0],
  ],
  [
    [0, 3, 2, 13, 16, 6, 8, 19, 18, 21, 22, 17],
    [1, 4, 14, 15, 5, 7, 9, 10, 20, 11, 12, 23],
  ],
);

export const arabic = textual(
  'أنت غبي جدا، OK?',
  [
    ['أنت', 0.2],
    ['غبي', 0.4],
    ['جدا', 0.05],
    ['،', 0],
    ['OK', -0.1],
    ['?', 0.01],
  ],
  [
    [0, 6, 7, 4, 8],
    [1, 2, 3, 5, 9],
  ],
);

/** Eight by eight pixels in four quarters. The picture is a grey PNG of one pixel. */
export const image: Explanation = {
  ...common,
  id: 'image',
  model: { name: 'mobilenet.onnx', sha256: 'm', format: 'onnx' },
  input: {
    kind: 'image',
    sha256: 'i',
    file: 'dog.jpg',
    width: 8,
    height: 8,
    picture:
      'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
    segments: base64(quarters),
    fill: 'blur',
  },
  background: null,
  players: ['segment 0', 'segment 1', 'segment 2', 'segment 3'],
  outputs: ['golden retriever'],
  space: 'output',
  explainer: { requested: 'auto', name: 'kernel-shap', options: {}, why: 'a fixture' },
  modelOutput: [0.8],
  base: [0.05],
  prediction: [0.8],
  attributions: [[0.5, -0.1, 0.3, 0.05]],
  standardErrors: [[0.01, 0.02, 0.01, 0.04]],
  additivityResidual: [0],
  fidelity: {},
};

/** Base64 of little-endian uint16, with what Node and browsers both have. */
function base64(segments: Uint16Array): string {
  let bytes = '';
  for (const segment of segments) bytes += String.fromCharCode(segment & 255, segment >> 8);
  return btoa(bytes);
}
