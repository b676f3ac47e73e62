// Some sixty requests over all examples, explainers and golden models, as command lines. The first of
// each kind are marked `quick`: `npm test` asks those, `npm run soak -- answers` all of them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Request {
  /** What is asked, in short: the key of its answer. */
  readonly name: string;
  readonly args: readonly string[];
  readonly quick: boolean;
}

const root = join(import.meta.dirname, '../../..');
const example = (path: string) => join(root, 'public/examples', path);
const golden = (path: string) => join(root, 'test/golden', path);

/** Explainers of the tabular examples, one request each. Starred ones are quick. */
const tables: Readonly<Record<string, readonly string[]>> = {
  'credit/gbt': [
    '*auto',
    'kernel-shap',
    '*gp-shap',
    'lime',
    'glime',
    'banzhaf',
    'occlusion',
    'partition-shap',
    '*tree-shap --space raw',
    'auto --absent conditional',
  ],
  'credit/mlp': [
    '*auto',
    'permutation-shap',
    'sampling-shap',
    '*lime',
    'kernel-shap --link logit',
    'kernel-shap --l1 aic',
  ],
  'breast-cancer/mlp': [
    'auto',
    '*regression-msr',
    '*partition-shap',
    'interactions',
    'glime --no-discretize',
    'kernel-shap',
  ],
  'penguins/forest': ['*auto', 'exact', 'tree-shap --interactions', 'tree-shap --space probability', 'interactions'],
  'diabetes/gbt': [
    '*auto',
    'exact',
    'tree-shap --perturbation path-dependent',
    'lime --sample-around-instance --no-discretize',
    '*kernel-shap --absent conditional',
    'exact --absent conditional --imputer nearest-rows --draws 20',
  ],
};

/** Golden .onnx models with the data they are explained on. */
const models: readonly (readonly [string, string])[] = [
  ...['gbt', 'lr', 'mlp', 'rf'].map((name) => ['breast_cancer', name] as const),
  ...['gbt', 'lin', 'mlp', 'rf'].map((name) => ['diabetes', name] as const),
  ...['lr', 'mlp', 'rf'].map((name) => ['iris', name] as const),
  ...['lr', 'mlp', 'rf'].map((name) => ['wine', name] as const),
];

const boosters = [
  ...['xgboost-binary-missing', 'xgboost-multiclass', 'xgboost-regression'].map((name) => `${name}.model.json`),
  ...['lightgbm-binary', 'lightgbm-multiclass', 'lightgbm-poisson', 'lightgbm-regression'].map((name) => `${name}.txt`),
];

const texts: readonly (readonly [model: string, explainer: string])[] = [
  ['toxicity/model.onnx', '*auto'],
  ['toxicity/model.onnx', 'lime'],
  ['toxicity/model.onnx', 'partition-shap'],
  ['sentiment/model.json', '*lime'],
  ['sentiment/model.json', 'kernel-shap'],
];
const TEXT = 'You are a wonderful friend, but that was a really stupid and boring idea.';

const photos = ['lime', '*rise', 'kernel-shap', 'partition-shap'];

/** A starred explainer is quick. */
function explainer(starred: string): {
  readonly quick: boolean;
  readonly args: readonly string[];
  readonly name: string;
} {
  const name = starred.replace('*', '');
  return { quick: name !== starred, args: ['--explainer', ...name.split(' ')], name };
}

/** Writes a CSV file into `folder`; its path. */
function table(
  folder: string,
  name: string,
  header: readonly string[],
  rows: readonly (readonly (number | null)[])[],
): string {
  const path = join(folder, name);
  writeFileSync(path, [header.join(','), ...rows.map((row) => row.map((cell) => cell ?? '').join(','))].join('\n'));
  return path;
}

function goldenTable(folder: string, dataset: string): string {
  const data = JSON.parse(readFileSync(golden(`data/${dataset}.json`), 'utf8'));
  return table(folder, `${dataset}.csv`, data.feature_names, [...data.explain, ...data.background]);
}

function boosterTable(folder: string, file: string): string {
  const data = JSON.parse(readFileSync(golden(`boosters/${file.replace(/(\.model)?\.[a-z]+$/, '.json')}`), 'utf8'));
  const text = readFileSync(golden(`boosters/${file}`), 'latin1');
  const listed = /^feature_names=(.*)$/m.exec(text)?.[1].split(' ') ?? /"feature_names":(\[[^\]]+\])/.exec(text)?.[1];
  const names: readonly string[] =
    typeof listed === 'string' ? JSON.parse(listed) : (listed ?? data.rows[0].map((_: number, i: number) => `f${i}`));
  return table(folder, `${file}.csv`, names, data.rows);
}

/** All requests; the tables they need are written into `folder`. */
export function requests(folder: string): Request[] {
  mkdirSync(folder, { recursive: true });
  const common = ['--seed', '9', '--workers', '1'];
  const found: Request[] = [];
  for (const [model, explainers] of Object.entries(tables)) {
    const data = example(`${model.split('/')[0]}/data.csv`);
    for (const [row, each] of explainers.map(explainer).entries()) {
      const where = ['--model', example(`${model}.onnx`), '--card', example(`${model}.card.json`), '--data', data];
      const samples = /^(auto|exact|tree)/.test(each.name) ? [] : ['--samples', '400'];
      const args = [...where, '--row', String(12 + row), '--output', 'all', ...samples, ...each.args, ...common];
      found.push({ name: `${model} ${each.name}`, args, quick: each.quick });
    }
  }
  for (const [i, [dataset, model]] of models.entries()) {
    const where = ['--model', golden(`models/${dataset}-${model}.onnx`), '--data', goldenTable(folder, dataset)];
    const each = i % 2 === 0 ? 'auto' : 'kernel-shap';
    const args = [...where, '--row', String(i), '--explainer', each, '--samples', '512', '--output', 'all', ...common];
    found.push({ name: `golden ${dataset}-${model} ${each}`, args, quick: i % 7 === 0 });
  }
  for (const [i, file] of boosters.entries()) {
    const where = ['--model', golden(`boosters/${file}`), '--data', boosterTable(folder, file)];
    found.push({
      name: `golden ${file}`,
      args: [...where, '--row', '3', '--space', 'raw', '--output', 'all', ...common],
      quick: i === 0,
    });
  }
  for (const [model, starred] of texts) {
    const each = explainer(starred);
    const where = ['--model', example(model), '--card', example(model.replace(/\.\w+$/, '.card.json')), '--text', TEXT];
    found.push({
      name: `${model} ${each.name}`,
      args: [...where, '--samples', '60', ...each.args, ...common],
      quick: each.quick,
    });
  }
  for (const starred of photos) {
    const each = explainer(starred);
    const where = ['--model', example('mobilenet/model.onnx'), '--card', example('mobilenet/model.card.json')];
    const photo = ['--image', example('mobilenet/photos/cat.jpg'), '--segments', '30', '--samples', '40'];
    found.push({
      name: `mobilenet ${each.name}`,
      args: [...where, ...photo, ...each.args, ...common],
      quick: each.quick,
    });
  }
  return found;
}
