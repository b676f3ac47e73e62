import { afterEach, expect, test } from 'vitest';
import '../../../src/app/panels/row-form.ts';
import type { RowForm } from '../../../src/app/panels/row-form.ts';
import { createStore } from '../../../src/app/store.ts';
import { english } from '../../../src/catalogue/english.ts';
import type { Cell } from '../../../src/library/index.ts';
import { creditTopic } from '../../unit/app/make.ts';

afterEach(() => document.body.replaceChildren());

/** The form with the duration's field, drawn anew whenever it is asked to be. */
async function form() {
  const panel = document.createElement('oriel-row-form') as RowForm;
  const told: Cell[] = [];
  let edited = [...creditTopic.edited];
  const draw = async () => {
    panel.state = { ...createStore().get(), language: english, topic: { ...creditTopic, edited } };
    await panel.updateComplete;
  };
  const set = (column: number, value: Cell) => {
    edited = edited.with(column, value);
    return draw();
  };
  const editValue = (column: number, value: Cell) => {
    told.push(value);
    void set(column, value);
  };
  Object.assign(panel, { controller: { editValue, undo: () => void set(1, 30) } });
  document.body.append(panel);
  await draw();
  const input = panel.querySelector('#cell-1') as HTMLInputElement;
  const type = async (text: string) => {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await draw();
  };
  const leave = async () => {
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await draw();
  };
  return { input, told, type, leave, draw, set };
}

test('what is no number yet stays while the form is drawn, until the person is done', async () => {
  const { input, told, type, leave, draw } = await form();
  for (const text of ['-', '-5', '-5e', '-5e1', '']) {
    await type(text);
    await draw();
    expect(input.value).toBe(text);
  }
  expect(told).toEqual([-5, -50]);
  await type('-');
  await leave();
  expect(input.value).toBe('-50');
  await type('1e999');
  await leave();
  expect([input.value, told]).toEqual(['-50', [-5, -50]]);
});

test('what is begun ends with undoing, and with leaving the field', async () => {
  const { input, type, draw, set } = await form();
  await type('4');
  await type('4e');
  input.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true }));
  await draw();
  expect(input.value).toBe('30');
  await type('-');
  input.blur();
  input.focus();
  await set(1, 31);
  expect(input.value).toBe('31');
});
