import { expect, it } from 'vitest';
import { message } from '../../../../src/catalogue/message.ts';
import { reasonOf } from '../../../../src/engine/pool/reason.ts';
import { OrielError } from '../../../../src/errors.ts';

it('is what the runtime said, without a full stop of its own', () => {
  expect(reasonOf(new RangeError('Array buffer allocation failed.'))).toBe('Array buffer allocation failed');
  expect(reasonOf('gone')).toBe('gone');
  expect(reasonOf(new OrielError('failure-backend', { backend: 'webgpu', text: 'device lost' }))).toBe('device lost');
});

it('is a message where there is one, for every language', () => {
  const text = message('engine.noAnswer', { seconds: 10 });
  expect(reasonOf(new OrielError('failure-unexpected', { text }))).toEqual(text);
  expect(reasonOf(new OrielError('failure-cancelled'))).toEqual({ key: 'error.failure-cancelled', values: {} });
});
