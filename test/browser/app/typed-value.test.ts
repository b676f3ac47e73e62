import { html, render } from 'lit';
import { afterEach, expect, test } from 'vitest';
import { numberField } from '../../../src/app/panels/fields.ts';

afterEach(() => {
  document.body.replaceChildren();
  document.documentElement.lang = 'en';
});

/** A number field, drawn anew whenever it is asked to be. */
function field(first: number, whole = true, min = 1) {
  const room = document.createElement('main');
  document.body.append(room);
  let value: number | null = first;
  const told: (number | null)[] = [];
  const draw = () =>
    render(
      html`${numberField({ name: 'n', label: 'N' }, value, { min, max: 100, whole, empty: 'all' }, (now) => {
        told.push(now);
        value = now;
        draw();
      })}`,
      room,
    );
  draw();
  const input = room.querySelector('input') as HTMLInputElement;
  const type = (text: string) => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const leave = () => input.dispatchEvent(new Event('change', { bubbles: true }));
  return { input, draw, type, leave, told, set: (to: number) => (value = to) };
}

test('what a person types stays while the page is drawn, until they are done', () => {
  const { input, draw, type, leave, told } = field(5);
  type('4');
  draw();
  expect(input.value).toBe('4');
  type('42');
  draw();
  leave();
  expect([input.value, told]).toEqual(['42', [42]]);
});

test('what is out of range springs back, and what the state says comes when nobody types', () => {
  const { input, draw, type, leave, told, set } = field(5);
  type('500');
  draw();
  leave();
  expect([input.value, told]).toEqual(['5', []]);
  set(7);
  draw();
  expect(input.value).toBe('7');
  type('8');
  input.dispatchEvent(new Event('blur'));
  draw();
  expect(input.value).toBe('7');
});

test.each(['fr', 'de', 'es', 'ar'])(
  '%s: a number is typed as the language writes it, whatever the browser speaks',
  (tag) => {
    document.documentElement.lang = tag;
    const { input, draw, type, leave, told, set } = field(5, false);
    set(2.5);
    draw();
    const [comma, point] = [tag === 'ar' ? '.' : ',', tag === 'ar' ? ',' : '.'];
    expect(input.value).toBe(`2${comma}5`);
    type(`1${comma}25`);
    leave();
    type(`1${point}5`);
    leave();
    type('١٢');
    leave();
    type('x');
    leave();
    expect([told, input.value]).toEqual([[1.25, 1.5, 12], '12']);
    // Read and drawn from left to right, the sign before the digits.
    expect(getComputedStyle(input).direction).toBe('ltr');
  },
);

test('arrows count up and down, within what is allowed', () => {
  const { input, told } = field(99);
  const press = (key: string) => input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'PageUp']) press(key);
  expect([told, input.value]).toEqual([[100, 100, 99], '99']);
  expect([input.role, input.ariaValueNow, input.ariaValueMin, input.ariaValueMax]).toEqual([
    'spinbutton',
    '99',
    '1',
    '100',
  ]);
});

test('where more than 0 is asked for, arrows stay above it', () => {
  const { input, told, type } = field(1.5, false, Number.MIN_VALUE);
  const press = (key: string) => input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp']) press(key);
  expect([told, input.value]).toEqual([[0.5, 1.5], '1.5']);
  type('');
  press('ArrowDown');
  expect(input.value).toBe('');
  press('ArrowUp');
  expect([told, input.value]).toEqual([[0.5, 1.5, 1], '1']);
});
