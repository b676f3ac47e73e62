import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { cellText as plain } from '../../charts/format.ts';
import { pageWords } from '../../words/en.ts';
import { type Cell, editedColumns, type Subject } from '../state.ts';
import { cellText, labelOf, unitOf } from '../wording/value-words.ts';
import { Panel } from './panel.ts';

const words = pageWords.row;

/** The row's values, to be changed: prediction and explanation follow. */
export class RowForm extends Panel {
  protected override render() {
    const { subject } = this.state;
    if (!subject || subject.values.length === 0) return nothing;
    const edited = editedColumns(subject);
    const count = edited.filter(Boolean).length;
    return html`
      <form class="row-form" aria-labelledby="row-title" @submit=${(event: Event) => event.preventDefault()}>
        <div class="row-head">
          <h3 id="row-title">${words.title}</h3>
          ${count > 0 ? html`<button type="button" title=${words.edited(count)} @click=${() => this.controller.resetValues()}>${words.resetAll}</button>` : nothing}
        </div>
        <p class="hint" role="status">${count > 0 ? words.edited(count) : words.help}</p>
        <div class="row-fields">${subject.study.columns.map((_, column) => this.field(subject, column, edited[column]))}</div>
      </form>
    `;
  }

  private field(subject: Subject, column: number, edited: boolean): TemplateResult {
    const { study } = subject;
    const { name, kind, levels } = study.columns[column];
    const label = labelOf(study.card, name);
    const value = subject.edited[column];
    const id = `cell-${column}`;
    const input =
      kind === 'categorical' && levels
        ? this.levelSelect(id, levels, value, subject.values[column], column)
        : this.numberInput(id, value, column);
    const was = edited ? words.was(cellText(study.card, name, subject.values[column])) : this.hint(subject, column);
    return html`
      <div class=${`cell${edited ? ' edited' : ''}${was ? ' hinted' : ''}`}>
        <label for=${id}>${label}</label>
        ${was ? html`<small id="${id}-hint">${was}</small>` : nothing}
        ${input}
        ${edited ? html`<button type="button" class="quiet undo" aria-label=${words.reset(label)} title=${words.reset(label)} @click=${() => this.controller.resetValues(column)}>↺</button>` : nothing}
      </div>
    `;
  }

  /** Unit and range of a numeric column: "4 to 72 months". */
  private hint({ study }: Subject, column: number): string {
    const range = study.ranges?.[column];
    const unit = unitOf(study.card, study.columns[column].name) ?? '';
    if (!range) return unit;
    return `${words.range(plain(range[0]), plain(range[1]))} ${unit}`.trim();
  }

  private numberInput(id: string, value: Cell, column: number): TemplateResult {
    const text = value === null ? '' : String(value);
    // While typing, an empty field is only on its way to another number; left empty it means that
    // the value is missing.
    const read = (event: Event) => {
      const input = event.currentTarget as HTMLInputElement;
      if (input.validity.badInput) return;
      if (input.value !== '') this.controller.editValue(column, input.valueAsNumber);
      else if (event.type === 'change') this.controller.editValue(column, null);
    };
    // A field being typed in is left alone: "1." is 1 and must not lose its point.
    const typing =
      document.activeElement?.id === id && Number((document.activeElement as HTMLInputElement).value) === value;
    return html`<input id=${id} type="number" step="any" inputmode="decimal" placeholder=${words.missing} aria-describedby="${id}-hint"
      .value=${typing ? (document.activeElement as HTMLInputElement).value : live(text)} @input=${read} @change=${read}>`;
  }

  private levelSelect(
    id: string,
    levels: readonly string[],
    value: Cell,
    original: Cell,
    column: number,
  ): TemplateResult {
    const missing = value === null || original === null;
    return html`
      <select id=${id} @change=${(event: Event) => this.controller.editValue(column, (event.currentTarget as HTMLSelectElement).value || null)}>
        ${missing ? html`<option value="" .selected=${live(value === null)}>${words.missing}</option>` : nothing}
        ${levels.map((level) => html`<option value=${level} .selected=${live(level === value)}>${level}</option>`)}
      </select>
    `;
  }
}

customElements.define('oriel-row-form', RowForm);
