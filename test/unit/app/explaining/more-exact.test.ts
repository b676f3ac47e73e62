import { expect, it } from 'vitest';
import { moreExact } from '../../../../src/app/explaining/more-exact.ts';
import { defaultSettings } from '../../../../src/app/settings.ts';
import type { Explanation } from '../../../../src/records/record.ts';
import { creditRecord } from '../make.ts';

/** Of a record whose error is `reached`. */
const after = (
  { reached = 0.05, ...change }: Partial<Explanation> & { reached?: number },
  settings: Partial<typeof defaultSettings> = {},
) =>
  moreExact(
    { record: creditRecord([1, 0, 0, 0], { standardErrors: [[reached, 0, 0, 0]], ...change }) },
    { ...defaultSettings, ...settings },
  );

it('what ended an explanation is what there is more of', () => {
  expect(after({ stopped: 'samples', coalitions: 200 })).toEqual({ samples: 800 });
  expect(after({ stopped: 'samples', coalitions: 199 }, { samples: 200 })).toEqual({ samples: 800 });
  expect(after({ stopped: 'error-target', reached: 0.01 })).toEqual({ error: 0.005 });
  expect(after({ stopped: 'error-target', reached: 0.0025 }, { error: 0.0025 })).toEqual({ error: 0.0013 });
  expect(after({ stopped: 'deadline' }, { milliseconds: 2000 })).toEqual({ milliseconds: 8000 });
});

it('the error asked for is smaller than the one it has: that would do', () => {
  expect(after({ stopped: 'error-target', reached: 0.004 })).toEqual({ error: 0.002 });
  expect(after({ stopped: 'samples', coalitions: 200, reached: 0.008 })).toEqual({ samples: 800, error: 0.004 });
  expect(after({ stopped: 'samples', coalitions: 200, reached: 0.008 }, { error: 0 })).toEqual({ samples: 800 });
});

it('an address can say every error that comes of it', () => {
  let error = 0.01;
  const decimals: number[] = [];
  const next = () => after({ stopped: 'error-target', reached: error }, { error })?.error;
  for (let half = next(); half != null; half = next()) {
    error = half;
    decimals.push(String(error).split('.')[1].length);
  }
  expect(Math.max(...decimals)).toBeLessThanOrEqual(6);
  expect(decimals).toHaveLength(6);
});

it('nothing makes exact what is exact, unfinished, or as exact as can be asked for', () => {
  expect(after({ stopped: 'done' })).toBeNull();
  expect(after({ stopped: 'cancelled' })).toBeNull();
  expect(after({ stopped: 'samples', standardErrors: [[0, 0, 0, 0]] })).toBeNull();
  expect(after({ stopped: 'samples' }, { samples: 1_000_000 })).toBeNull();
  expect(after({ stopped: 'samples', coalitions: 400_000 })).toEqual({ samples: 1_000_000 });
  expect(after({ stopped: 'error-target', reached: 0.0001 }, { error: 0.0001 })).toBeNull();
  const record = creditRecord([0.1, 0, 0, 0], { stopped: 'samples' });
  expect(moreExact({ record, unfinished: true }, defaultSettings)).toBeNull();
});
