import { expect, test } from 'vitest';
import { readModel } from '../../../../src/models/read.ts';
import { otherBoosterFile } from '../../../../src/models/trees/booster-format.ts';
import { failureOf } from '../../../support/failure.ts';

// Files that XGBoost and LightGBM write and that are no models to open: said so, not called
// damaged.

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const struct = `${'\0\0\0?'.padEnd(136, '\0')}\x0f\0\0\0\0\0\0\0binary:logistic\x06\0\0\0\0\0\0\0gbtree`;

test.each([
  ['the old binary format', `binf${struct}`, 'save_model("model.json")'],
  ['the old binary format without its mark', struct, 'save_model("model.json")'],
  ['a dump as text', 'booster[0]:\n0:[f2<2.45] yes=1,no=2,missing=1\n\t1:leaf=0.4\n', 'dump_model'],
  ['a dump of one tree', '0:[petal width<2.45] yes=1,no=2,missing=1,gain=3\n', 'dump_model'],
  ['a dump of one leaf', '0:leaf=0.25\n', 'dump_model'],
  ['a dump with categories', 'booster[0]:\n0:[c:{0,2}] yes=2,no=1,missing=1\n', 'dump_model'],
  ['a dump of a linear booster', 'booster[0]:\nbias:\n0.5\nweight:\n1\n', 'dump_model'],
  ['a dump as JSON', '[\n  { "nodeid": 0, "depth": 0, "split": "a"', 'dump_model'],
  ['a dump of one tree as JSON', '  { "nodeid": 0, "leaf": 0.1 }', 'dump_model'],
  ['a dump of a linear booster as JSON', '[\n  { "bias": [\n    0.15', 'dump_model'],
  ['a dump of LightGBM', '{"name": "tree", "version": "v4", "num_class": 1', 'save_model("model.txt")'],
])('%s', async (_, text, advice) => {
  const error = await failureOf(() => readModel(bytes(text), 'my-model', async () => null));
  expect(error).toMatchObject({ code: 'model-kind' });
  expect(error.message).toContain('my-model');
  expect(error.message).toContain(advice);
});

test.each([
  '',
  'tree\nversion=v4',
  '{"learner":{',
  '[1, 2]',
  '{"name": "x"}',
  '0: nothing',
  'PK\x03\x04',
  '\x08\x07\x12',
])('%j is something else', (text) => {
  expect(otherBoosterFile(bytes(text))).toBeNull();
});
