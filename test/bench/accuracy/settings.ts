import { join } from 'node:path';
import type { ExplainerDescription, OptionSpec } from '../../../src/explainers/explainer.ts';
import { explainers } from '../../../src/explainers/index.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { rivals } from '../race/rivals/index.ts';
import type { Case } from './case.ts';

export interface Settings {
  /** Part of the names of the chosen cases. */
  readonly only: string;
  readonly budgets: readonly number[];
  readonly seeds: number;
  readonly estimators: readonly ExplainerDescription[];
  /** An estimator that solves for longer than this many milliseconds skips the budget. */
  readonly patience: number;
  /** The relative error at which an estimator is stopped; null: it is not. */
  readonly stop: number | null;
  readonly out: string;
}

/** The options of the command line, as text. */
export interface Given {
  readonly only?: string;
  readonly quick?: boolean;
  readonly seeds?: string;
  readonly budgets?: string;
  readonly explainers?: string;
  readonly patience?: string;
  readonly stop?: string;
  readonly out?: string;
}

/**
 * Explainers of family 'shap' whose values are not the game's Shapley values, or that do not
 * sample.
 */
const OTHERS = ['exact', 'partition-shap', 'interactions', 'shapley-interactions', 'faithful-interactions', 'banzhaf'];

const defaults = {
  accuracy: { budgets: [128, 256, 512, 1024, 2048, 4096, 8192, 16_384], seeds: 20 },
  coverage: { budgets: [256, 512, 2048], seeds: 50 },
  race: { budgets: [32, 64, 128, 256, 512, 1024, 2048, 4096], seeds: 20 },
};

/** Who races; the first one against each of the others. */
const RACED = [
  ...['gp-shap:pairs=chosen', 'gp-shap:pairs=even', 'regression-msr', 'kernel-shap', 'permutation-shap'],
  ...['leverage-shap', 'odd-shap', 'shapl-eig'],
];

/** @throws Error where a number or an estimator's name is wrong. */
export function readSettings(kind: keyof typeof defaults, given: Given): Settings {
  const { budgets, seeds } = defaults[kind] ?? defaults.accuracy;
  const own = explainers.filter(
    ({ name, family, structural }) => family === 'shap' && !structural && !OTHERS.includes(name),
  );
  const all = kind === 'race' ? [...own, ...rivals] : own;
  const names = given.explainers?.split(',') ?? (kind === 'race' ? RACED : null);
  return {
    only: given.only ?? '',
    budgets: given.budgets?.split(',').map((text) => whole('budgets', text)) ?? (given.quick ? [512, 2048] : budgets),
    seeds: given.seeds === undefined ? (given.quick ? 5 : seeds) : whole('seeds', given.seeds),
    estimators: names?.map((text) => named(text, all)) ?? all,
    patience: 1000 * whole('patience', given.patience ?? '5'),
    stop: given.stop === undefined ? null : share('stop', given.stop),
    out: given.out ?? join('.cache/bench', `${kind}.json`),
  };
}

/** An estimator by its name, or with another default of an option: "gp-shap:pairs=chosen". */
function named(text: string, all: readonly ExplainerDescription[]): ExplainerDescription {
  const [name, option, value] = text.split(/[:=]/);
  const found = all.find((each) => each.name === name);
  if (!found) throw new Error(`${name} is none of ${all.map((each) => each.name).join(', ')}`);
  if (option === undefined) return found;
  const own = readOptions(found, { [option]: value })[option];
  const spec = { ...found.options[option], default: own } as OptionSpec;
  return { ...found, name: `${name}:${option}=${value}`, options: { ...found.options, [option]: spec } };
}

function whole(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${option} takes whole numbers, not ${text}`);
  return number;
}

function share(option: string, text: string): number {
  const number = Number(text);
  if (!(number > 0 && number < 1)) throw new Error(`--${option} takes a number between 0 and 1, not ${text}`);
  return number;
}

/** The cases whose group and name contain `only`, word for word in that order. */
export const wanted = (cases: readonly Case[], only: string): readonly Case[] =>
  cases.filter(({ group, name }) => `${group} ${name}`.toLowerCase().includes(only.toLowerCase()));
