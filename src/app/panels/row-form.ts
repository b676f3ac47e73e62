import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { cellText } from '../../charts/format.ts';
import { cardWords } from '../../data/card-words.ts';
import type { Cell } from '../../library/index.ts';
import { isProtected } from '../../wording/answer-sentence.ts';
import { labelOf, levelText, valueText } from '../../wording/value-words.ts';
import { editedColumns, editsOf, typedNumber } from '../edits.ts';
import type { Topic } from '../state.ts';
import { filledColumns } from '../wording/blank-words.ts';
import { numberIn, numberInput, shownNumber } from './number-input.ts';
import { Panel } from './panel.ts';

/** A level of more letters has a line of its own, where all of it can be read. */
const WIDEST_BESIDE_LABEL = 14;

/** The row's values, to be changed: prediction and explanation follow. */
export class RowForm extends Panel {
  /** The column in whose field a person has typed what is no number yet. */
  private half: number | null = null;

  protected override render() {
    const { topic } = this.state;
    if (!topic || topic.values.length === 0) return nothing;
    const edited = editedColumns(topic);
    const count = edited.filter(Boolean).length;
    const changes = this.say('page.row.edited', { count });
    const { past, future } = editsOf(this.state.edits, topic);
    const { controller } = this;
    const button = (name: 'undo' | 'redo', possible: boolean) => html`
      <button type="button" class="quiet" ?disabled=${!possible}
        @click=${() => controller[name]()}>${this.say(`page.row.${name}`)}</button>
    `;
    const reset = html`
      <button type="button" class="quiet"
        @click=${() => controller.resetValues()}>${this.say('page.row.resetAll')}</button>
    `;
    return html`
      <form class="row-form" aria-labelledby="row-title" @keydown=${this.onKey} @focusout=${this.forgetHalf}
        @submit=${(event: Event) => event.preventDefault()}>
        <h3 id="row-title">${this.say('page.row.title')}</h3>
        <p class="hint" role="status">${count > 0 ? changes : this.say('page.row.help')}</p>
        ${
          past.length + future.length > 0
            ? html`<div class="row-steps">
                ${button('undo', past.length > 0)} ${button('redo', future.length > 0)} ${count > 0 ? reset : nothing}
              </div>`
            : nothing
        }
        <div class="row-fields">
          ${topic.study.columns.map((_, column) => this.field(topic, column, edited[column]))}
        </div>
      </form>
    `;
  }

  private readonly forgetHalf = () => {
    this.half = null;
  };

  /** As everywhere: Ctrl or ⌘ with Z, Shift to redo. The browser's own undo ends at the field. */
  private readonly onKey = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
    event.preventDefault();
    this.forgetHalf();
    if (event.shiftKey) this.controller.redo();
    else this.controller.undo();
  };

  private field(topic: Topic, column: number, edited: boolean): TemplateResult {
    const { study } = topic;
    const { name, kind, levels } = study.columns[column];
    const label = labelOf(study.card, name, this.state.language);
    const shielded = isProtected(study.card, [name]);
    const id = `cell-${column}`;
    const input =
      kind === 'categorical' && levels
        ? this.levelSelect(id, levels, topic, column)
        : this.numberInput(id, topic.edited[column], column);
    const hint = edited ? this.was(topic, column) : this.range(topic, column);
    const cell = topic.edited[column];
    const wide = typeof cell === 'string' && this.level(topic, column, cell).length > WIDEST_BESIDE_LABEL;
    return html`
      <div class=${`cell${edited ? ' edited' : ''}${hint ? ' hinted' : ''}${wide ? ' wide' : ''}`}>
        <label for=${id}>${shielded ? this.say('page.sentence.marked', { label }) : label}</label>
        ${hint ? html`<small id="${id}-hint">${hint}</small>` : nothing}
        ${input}
        ${edited ? this.undoButton(label, column) : nothing}
      </div>
    `;
  }

  private level({ study }: Topic, column: number, cell: string): string {
    return levelText(study.card, study.columns[column].name, cell, this.state.language);
  }

  private undoButton(label: string, column: number): TemplateResult {
    const text = this.say('page.row.reset', { label });
    const undo = () => this.controller.resetValues(column);
    return html`<button type="button" class="quiet undo" aria-label=${text} title=${text} @click=${undo}>↺</button>`;
  }

  /** The value before it was changed. */
  private was({ study, values }: Topic, column: number): string {
    const { name } = study.columns[column];
    const value = valueText(study.card, { name, cell: values[column] }, this.state.language);
    const was = this.say('page.row.was', { value });
    const filled = filledColumns(this.state).includes(column);
    return filled ? this.say('page.row.filled', { was, number: !study.columns[column].levels }) : was;
  }

  /** Unit and range of a numeric column: "4 to 72 months". */
  private range({ study }: Topic, column: number): string {
    const range = study.ranges?.[column];
    const unit = cardWords(study.card, this.state.language.tag).unit(study.columns[column].name) ?? null;
    if (!range) return unit ?? '';
    const [low, high] = range.map((end) => cellText(end, this.state.language));
    return this.say('page.row.range', { low, high, unit });
  }

  private numberInput(id: string, value: Cell, column: number): TemplateResult {
    const text = value === null ? '' : String(value);
    const shown = text === '' ? text : shownNumber(text);
    // While a person types, an empty field is only on its way to another number; left empty, it
    // means that the value is missing.
    const read = (event: Event) => {
      const input = event.currentTarget as HTMLInputElement;
      const typing = event.type === 'input';
      const number = numberIn(input);
      this.half = typing && number === null ? column : null;
      if (number !== null) {
        // As it was read: "1.5" as "1,5" in German.
        if (!typing) input.value = shownNumber(number);
        this.controller.editValue(column, typedNumber(number, Number(number)), typing);
      } else if (typing) return;
      else if (input.value.trim() === '') this.controller.editValue(column, null);
      else input.value = shown;
    };
    // A field being typed in is left alone: "1." is 1 and must not lose its point, and what is no
    // number yet becomes one.
    const active = document.activeElement as HTMLInputElement | null;
    const isIts = () => this.half === column || Number(numberIn(active as HTMLInputElement) ?? Number.NaN) === value;
    const typed = active?.id === id && isIts() ? active.value : null;
    return numberInput({
      ...{ id, value: text, shown: typed ?? live(shown), describedBy: `${id}-hint`, hear: read },
      placeholder: this.say('page.row.missing'),
    });
  }

  private levelSelect(id: string, levels: readonly string[], topic: Topic, column: number): TemplateResult {
    const value = topic.edited[column];
    const missing = value === null || topic.values[column] === null;
    const read = (event: Event) =>
      this.controller.editValue(column, (event.currentTarget as HTMLSelectElement).value || null);
    const none = html`<option value="" .selected=${live(value === null)}>${this.say('page.row.missing')}</option>`;
    return html`
      <select id=${id} @change=${read}>
        ${missing ? none : nothing}
        ${levels.map(
          (level) => html`
            <option value=${level} .selected=${live(level === value)}>${this.level(topic, column, level)}</option>
          `,
        )}
      </select>
    `;
  }
}

customElements.define('oriel-row-form', RowForm);
