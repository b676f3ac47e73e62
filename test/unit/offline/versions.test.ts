import { expect, test } from 'vitest';
import { nothingWanted, type Wanted } from '../../../src/offline/shelf.ts';
import { rolledBack, taken } from '../../../src/offline/versions.ts';

const wanted = (versions: Partial<Wanted>): Wanted => ({ ...nothingWanted, ...versions });

test('a version that is taken has the one before behind it', () => {
  const after = taken(wanted({ current: 'b', previous: 'a', ready: 'c' }));
  expect(after).toMatchObject({ current: 'c', previous: 'b', ready: null });
});

test('who goes back and back again is where they were, and has refused the one they left last', () => {
  const back = rolledBack(wanted({ current: 'b', previous: 'a' }));
  expect(back).toMatchObject({ current: 'a', previous: 'b', refused: 'b' });
  expect(back && rolledBack(back)).toMatchObject({ current: 'b', previous: 'a', refused: 'a' });
});

test('without another version nothing changes', () => {
  expect(taken(wanted({ current: 'a' }))).toBeNull();
  expect(rolledBack(wanted({ current: 'a' }))).toBeNull();
});
