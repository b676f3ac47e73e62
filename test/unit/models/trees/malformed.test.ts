import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Split, TreesBuilder } from '../../../../src/models/trees/build.ts';
import type { Leaf } from '../../../../src/models/trees/build-linear.ts';
import { readLightgbm } from '../../../../src/models/trees/lightgbm.ts';
import { parseLooseJson } from '../../../../src/models/trees/loose-json.ts';
import { parseUbjson } from '../../../../src/models/trees/ubjson.ts';
import { readXgboost } from '../../../../src/models/trees/xgboost.ts';
import { Test } from '../../../../src/structures/trees.ts';
import { errorOf } from '../../support/errors.ts';

const text = (name: string): string =>
  readFileSync(new URL(`../../../golden/boosters/${name}`, import.meta.url), 'utf8');
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

/** The error of reading a file in which the first match was replaced. */
function changed(name: string, pattern: string | RegExp, by: string, as = 'model-trees'): string {
  const original = text(name);
  const content = original.replace(pattern, by);
  expect(content).not.toBe(original);
  const read = name.endsWith('.txt') ? readLightgbm : readXgboost;
  const { code, message } = errorOf(() => read(bytes(content), 'my-model'));
  expect(code).toBe(as);
  expect(message).toContain('my-model');
  return message;
}

describe('XGBoost', () => {
  const name = 'xgboost-multiclass.model.json';
  test.each([
    ['a cycle', '"left_children":[1,3,5', '"left_children":[1,1,5', 'two branches lead there'],
    ['a child out of range', '"right_children":[2,', '"right_children":[200,', 'no such node'],
    ['a threshold that is not a number', /"split_conditions":\[[^,]+,/, '"split_conditions":[NaN,', 'threshold'],
    ['a column out of range', /"split_indices":\[\d/, '"split_indices":[77', 'no column 78'],
    ['a list too short', /"default_left":\[1,/, '"default_left":[', 'default_left'],
    ['a class out of range', /"tree_info":\[0/, '"tree_info":[9', 'no such output'],
    ['absurd classes', '"num_class":"3"', '"num_class":"900000000"', 'too many'],
    ['absurd columns', '"num_feature":"4","num_target"', '"num_feature":"99999999999","num_target"', 'too many'],
    ['an end too early', /.{100}$/s, '', 'not valid JSON'],
    ['a best round that is none', '"best_iteration":"19"', '"best_iteration":"-3"', 'best_iteration'],
  ])('%s', (_, pattern, by, says) => {
    expect(changed(name, pattern, by)).toContain(says);
  });

  test.each([
    ['an unknown objective', 'multi:softprob', 'multi:magic', 'multi:magic'],
    ['an unknown booster', '"name":"gbtree"', '"name":"gbforest"', 'gbforest'],
    ['several values a leaf', '"size_leaf_vector":"0"},"', '"size_leaf_vector":"3"},"', 'several values'],
    ['a new field of a tree', '"left_children"', '"leaf_scale":[2],"left_children"', 'leaf_scale'],
    ['a new field of the trees', '"tree_info"', '"tree_scale":[2],"tree_info"', 'tree_scale'],
    ['a new field of the learner', '"feature_names"', '"calibration":{},"feature_names"', 'calibration'],
  ])('%s is not called damaged', (_, pattern, by, says) => {
    const said = changed(name, pattern, by, 'model-kind');
    expect(said).toContain(says);
    expect(said).not.toContain('again');
  });
});

describe('LightGBM', () => {
  const name = 'lightgbm-categorical-missing.txt';
  test.each([
    ['a cycle', /left_child=1 /, 'left_child=0 ', 'two branches lead there'],
    ['a child out of range', /right_child=-2 /, 'right_child=-200 ', 'no such node'],
    ['a threshold that is not a number', 'threshold=0 21.5', 'threshold=0 nan 21.5', 'threshold'],
    ['NaN for a threshold', /threshold=0 \S+/, 'threshold=0 nan', 'threshold'],
    ['a set of categories out of range', 'threshold=0 ', 'threshold=9 ', 'cat_boundaries'],
    ['a column out of range', 'split_feature=0 ', 'split_feature=20 ', 'no column 21'],
    ['an infinite leaf', /leaf_value=\S+/, 'leaf_value=inf', 'finite'],
    ['absurd sizes', 'num_leaves=12', 'num_leaves=999999999', 'leaf_value'],
    ['an end too early', /end of trees.*/s, '', 'LightGBM'],
    ['a tree too few', /tree_sizes=\d+/, 'tree_sizes=', 'tree_sizes'],
    ['linear models without numbers', 'is_linear=0', 'is_linear=1', 'leaf_const'],
  ])('%s', (_, pattern, by, says) => {
    expect(changed(name, pattern, by)).toContain(says);
  });

  test.each([
    ['a term of no column', /leaf_features=0 1 /, 'leaf_features=0 9 ', 'no column 10'],
    ['a term of half a column', /leaf_features=0 1 /, 'leaf_features=0 0.5 ', 'leaf_features'],
    ['terms too few', /num_features=2 1/, 'num_features=1 1', 'leaf_features'],
    ['a negative number of terms', /num_features=2 1/, 'num_features=-2 5', 'num_features'],
    ['an infinite coefficient', /leaf_coeff=\S+ /, 'leaf_coeff=inf ', 'finite'],
    ['a constant that is no number', /leaf_const=\S+ /, 'leaf_const=nan ', 'finite'],
  ])('linear leaves: %s', (_, pattern, by, says) => {
    expect(changed('lightgbm-linear-leaves.txt', pattern, by)).toContain(says);
  });

  test.each([
    ['an unknown objective', 'objective=binary', 'objective=magic', 'magic'],
    ['an unknown version', 'version=v4', 'version=v5', '"v5"'],
    ['no version', 'version=v4\n', '', 'without a version'],
    ['a new field of the head', 'version=v4', 'version=v4\ntree_scale=2', 'tree_scale'],
    ['a new field of a tree', 'num_cat=', 'leaf_scale=2\nnum_cat=', 'leaf_scale'],
  ])('%s is not called damaged', (_, pattern, by, says) => {
    expect(changed(name, pattern, by, 'model-kind')).toContain(says);
  });
});

describe('UBJSON', () => {
  const error = (...content: (number | string)[]) => {
    const all = content.flatMap((part) => (typeof part === 'number' ? [part] : [...bytes(part)]));
    return errorOf(() => parseUbjson(Uint8Array.from(all), 'm.ubj')).code;
  };
  test.each([
    ['nothing', []],
    ['numbers more than there are bytes', ['[$d#l', 127, 255, 255, 255]],
    ['nulls by the million, of no bytes', ['[$Z#l', 127, 255, 255, 255]],
    ['a text longer than the file', ['SL', 0, 0, 0, 0, 0, 0, 1, 0, 'abc']],
    ['a negative length', ['Si', 255]],
    ['a type without a number of items', ['[$d]']],
    ['an unknown marker', ['?']],
    ['more after the end', ['i', 1, 'i', 2]],
    ['nested without end', ['['.repeat(100_000)]],
  ])('%s', (_, content) => {
    expect(error(...content)).toBe('model-trees');
  });

  test('reads what the draft allows', () => {
    const content = [
      ...bytes('{i'),
      1,
      ...bytes('a[#i'),
      2,
      ...bytes('TZi'),
      1,
      ...bytes('bNI'),
      255,
      254,
      ...bytes('}'),
    ];
    expect(parseUbjson(Uint8Array.from(content), 'm')).toEqual({ a: [true, null], b: -2 });
  });
});

describe('JSON', () => {
  test.each(['', '{', '[1,]', '{"a" 1}', '[1}', '"\u0001"', '01', 'nan', '[1] 2', '['.repeat(100_000)])(
    '%j is refused',
    (content) => {
      expect(errorOf(() => parseLooseJson(content, 'm.json')).code).toBe('model-trees');
    },
  );

  test('is read as JSON.parse does, bare NaN and infinities too', () => {
    const plain = '{"a\\u0041\\n":[1,-2.5e-3,true,null,"x",{}],"b":[]}';
    expect(parseLooseJson(plain, 'm')).toEqual(JSON.parse(plain));
    expect(parseLooseJson('[NaN,Infinity,-Infinity]', 'm')).toEqual([Number.NaN, Infinity, -Infinity]);
  });
});

test('trees deeper than any real one are refused, shared leaves are not', () => {
  const build = (depth: number, share: boolean) => {
    const builder = new TreesBuilder({
      file: 'm',
      columns: 1,
      outputs: 1,
      precision: 'float32',
      aggregate: 'sum',
      covers: false,
    });
    const split = { feature: 0, test: Test.lessOrEqual, threshold: 0, missing: 0, cover: 0 };
    const read = (node: number): Split | Leaf => {
      if (node >= depth) return { values: [[0, 1]], cover: 0 };
      return { ...split, left: node + 1, right: share ? depth : depth + 1 + node };
    };
    builder.add(0, new Uint8Array(2 * depth + 1), read);
    return builder.finish([0]);
  };
  expect(build(1000, true).feature).toHaveLength(2001);
  expect(errorOf(() => build(2000, false)).message).toContain('deep');
});
