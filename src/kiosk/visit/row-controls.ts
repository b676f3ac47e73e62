import { html, noChange, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Cell } from '../../library/index.ts';
import { plainNumber, writtenNumber } from '../../wording/typed-number.ts';
import { labelOf, levelText, valueText } from '../../wording/value-words.ts';
import { Part } from './part.ts';
import { stepped } from './steps.ts';

/** Columns that are offered at first: those that count most. */
const FIRST = 6;

/** A row's values, to be changed by touch. */
export class RowControls extends Part {
  /** Columns in the order of the first explanation, which must not change under a finger. */
  private order: readonly number[] = [];
  private orderOf: unknown = null;

  protected override render() {
    const { question, facts, showsAll, choosing } = this.state;
    if (question?.kind !== 'tabular' || !facts) return nothing;
    const { columns } = facts;
    const order = this.inOrder();
    const shown = showsAll ? order : order.slice(0, FIRST);
    const changed = question.edited.some((cell, at) => cell !== question.values[at]);
    const back = () => this.visit.change({ ...question, edited: question.values });
    return html`
      <h2>${this.say('kiosk.try.title')}</h2>
      <div class="values">${shown.map((column) => this.field(column))}</div>
      <div class="acts">
        ${
          columns.length > FIRST
            ? html`<button type="button" @click=${() => this.visit.show({ showsAll: !showsAll })}>${
                showsAll ? this.say('kiosk.try.fewer') : this.say('kiosk.try.all', { count: columns.length })
              }</button>`
            : nothing
        }
        <button type="button" ?disabled=${!changed} @click=${back}>${this.say('kiosk.try.reset')}</button>
        <button type="button" @click=${this.visit.another}>${this.say('kiosk.try.another')}</button>
      </div>
      ${choosing === null ? nothing : this.levels(choosing)}
    `;
  }

  private inOrder(): readonly number[] {
    const { facts, shown, status, question } = this.state;
    const columns = facts?.columns ?? [];
    if (question?.kind !== 'tabular') return [];
    if (this.orderOf === question.values) return this.order;
    const plain = columns.map((_, at) => at);
    // Nor once the visitor has begun to change something.
    if (this.querySelector('input:focus') || question.edited !== question.values) {
      this.orderOf = question.values;
      if (this.order.length === 0) this.order = plain;
      return this.order;
    }
    if (!shown || status !== 'done' || shown.record.input.kind !== 'tabular')
      return this.order.length > 0 ? this.order : plain;
    const { record } = shown;
    const weight = (column: number): number => {
      const player = record.players.indexOf(columns[column].name);
      return player < 0 ? 0 : Math.max(...record.attributions.map((row) => Math.abs(row[player])));
    };
    this.orderOf = question.values;
    this.order = plain.toSorted((a, b) => weight(b) - weight(a) || a - b);
    return this.order;
  }

  private field(column: number): TemplateResult {
    const { question, facts, language } = this.state;
    if (question?.kind !== 'tabular' || !facts) return html``;
    const { name, levels } = facts.columns[column];
    const label = labelOf(facts.card, name, language);
    const cell = question.edited[column];
    const changed = cell !== question.values[column];
    return html`
      <div class="value ${changed ? 'changed' : ''}">
        <label id="label-${column}" for="value-${column}">${label}</label>
        ${levels ? this.level(column, label, cell) : this.number(column, label, cell)}
      </div>
    `;
  }

  private level(column: number, label: string, cell: Cell): TemplateResult {
    const { facts, language } = this.state;
    const { name } = facts?.columns[column] ?? { name: '' };
    const text =
      cell === null || !facts ? this.say('page.row.missing') : valueText(facts.card, { name, cell }, language);
    return html`
      <button type="button" class="level" id="value-${column}" aria-haspopup="dialog" aria-label="${label}: ${text}"
        @click=${() => this.visit.show({ choosing: column })}>${text}</button>
    `;
  }

  private number(column: number, label: string, cell: Cell): TemplateResult {
    const range = this.state.facts?.ranges[column] ?? [0, 1];
    const step = (direction: 1 | -1) => () => this.visit.setCell(column, stepped(cell, range, direction));
    const { regional } = this.state.language;
    const type = ({ currentTarget }: Event) => {
      const field = currentTarget as HTMLInputElement;
      field.dataset.typed = field.value;
    };
    const read = ({ currentTarget }: Event) => {
      const field = currentTarget as HTMLInputElement;
      delete field.dataset.typed;
      const plain = plainNumber(field.value, regional);
      if (plain !== null) this.visit.setCell(column, Number(plain));
      else if (field.value.trim() === '') this.visit.setCell(column, null);
      // What is no number goes, and the one before comes back.
      else this.requestUpdate();
    };
    // Of what a keyboard on the screen has typed no change is told.
    const leave = (event: Event) =>
      (event.currentTarget as HTMLInputElement).dataset.typed !== undefined && read(event);
    const text = cell === null ? '' : writtenNumber(String(cell), regional);
    // What is being typed is the visitor's, whatever is drawn meanwhile.
    const typing = this.querySelector<HTMLElement>(`#value-${column}`)?.dataset.typed !== undefined;
    const value = typing ? noChange : live(text);
    const [less, more] = [this.say('kiosk.try.less', { label }), this.say('kiosk.try.more', { label })];
    return html`
      <div class="stepper">
        <button type="button" aria-label=${less} @click=${step(-1)}>−</button>
        <input id="value-${column}" type="text" dir="ltr" autocomplete="off" data-keys="numbers"
          inputmode=${this.visit.ownKeyboard ? 'none' : 'decimal'}
          placeholder=${this.say('page.row.missing')}
          .value=${value} @input=${type} @change=${read} @blur=${leave}>
        <button type="button" aria-label=${more} @click=${step(1)}>+</button>
      </div>
    `;
  }

  /** A sheet with the levels of a column. */
  private levels(column: number): TemplateResult | typeof nothing {
    const { question, facts, language } = this.state;
    if (question?.kind !== 'tabular' || !facts) return nothing;
    const { name, levels } = facts.columns[column];
    const label = labelOf(facts.card, name, language);
    const close = () => this.visit.show({ choosing: null });
    const choose = (level: string) => () => {
      close();
      this.visit.setCell(column, level);
    };
    return html`
      <div class="veil" @click=${close}>
        <div class="sheet" role="dialog" aria-label=${label} @click=${(event: Event) => event.stopPropagation()}>
          <h2>${label}</h2>
          <div class="choices">
            ${(levels ?? []).map(
              (level) => html`
                <button type="button" aria-pressed=${level === question.edited[column]}
                  @click=${choose(level)}>${levelText(facts.card, name, level, language)}</button>
              `,
            )}
          </div>
          <button type="button" @click=${close}>${this.say('kiosk.close')}</button>
        </div>
      </div>
    `;
  }
}

customElements.define('oriel-row-controls', RowControls);
