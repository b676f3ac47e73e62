import { expect, test } from 'vitest';
import { charts } from '../../../src/charts/index.ts';
import { estimateWidth } from '../../../src/charts/scene/measure.ts';
import { svgText } from '../../../src/charts/scene/svg.ts';
import { viewOf } from '../../../src/charts/view.ts';
import { summary } from '../../../src/charts/wording.ts';
import { parseExplanation } from '../../../src/records/record.ts';
import { withoutInput } from '../../../src/records/without-input.ts';
import { credit, image, insult } from '../charts/fixtures.ts';

test.each([
  ['a row', credit],
  ['a photo', image],
  ['a text', insult],
])('of a record of %s, numbers, hash and id stay, and nothing that was explained', (_, record) => {
  const bare = withoutInput(record);
  expect(parseExplanation(bare)).toEqual(bare);
  const { input, players, ...numbers } = record;
  expect(bare).toMatchObject(numbers);
  expect(bare.input.sha256).toBe(input.sha256);
  const left = JSON.stringify(bare);
  const secrets: unknown[] =
    input.kind === 'tabular'
      ? [JSON.stringify(input.values)]
      : input.kind === 'image'
        ? [input.picture, input.segments]
        : [input.text, ...players.filter((word) => /^[a-z]{3,}$/i.test(word)).map((word) => JSON.stringify(word))];
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(left).not.toContain(secret);
});

test('what is left is drawn in every way that fits it', () => {
  for (const record of [credit, image, insult].map(withoutInput)) {
    const fitting = charts.filter(({ accepts }) => accepts(record));
    expect(fitting.length).toBeGreaterThan(0);
    for (const chart of fitting) {
      const view = viewOf(record, {}, chart.max);
      const scene = chart.scene(view, { width: 350, measure: estimateWidth, active: null });
      expect(svgText(scene, summary(chart.name, view))).toContain('<svg');
    }
  }
});
