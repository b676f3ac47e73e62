import { html, render } from 'lit';
import { afterEach, expect, test } from 'vitest';
import { numberField } from '../../../src/app/panels/fields.ts';

afterEach(() => document.body.replaceChildren());

/** A number field, drawn anew whenever it is asked to be. */
function field(first: number) {
  const room = document.createElement('main');
  document.body.append(room);
  let value: number | null = first;
  const told: (number | null)[] = [];
  const draw = () =>
    render(
      html`${numberField({ name: 'n', label: 'N' }, value, { min: 1, max: 100, whole: true, empty: 'all' }, (now) => {
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
