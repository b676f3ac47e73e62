import { html, nothing, type TemplateResult } from 'lit';
import { pageWords } from '../../words/en.ts';
import { classChoices, manyClasses, shownClass } from '../wording/classes.ts';
import { formatPercent } from '../wording/format.ts';
import { segmented } from './fields.ts';
import { Panel } from './panel.ts';

const words = pageWords.what;

/** Of a long list only this many are offered at a time. */
const mostOffered = 20;

/**
 * The class to explain: side by side where there are few, the likeliest and a search where there
 * are many.
 */
export class ClassPicker extends Panel {
  private query = '';

  protected override render() {
    const { subject, chosenClass, prediction, shown } = this.state;
    if (!subject || subject.study.outputs.length === 0) return nothing;
    const { study } = subject;
    const choices = classChoices(study);
    if (choices.length < 2) return nothing;
    const record = shown?.study === study ? shown.record : null;
    const answer = prediction
      ? { values: prediction.values, names: prediction.outputs }
      : record
        ? { values: record.modelOutput, names: record.outputs }
        : null;
    const current = shownClass(study, chosenClass, answer?.values ?? null, answer?.names ?? []).label;
    const choose = (label: string) => this.controller.chooseClass(label);
    if (choices.length <= manyClasses)
      return segmented(
        words.class,
        'class',
        current,
        choices.map(({ label }) => ({ value: label, label })),
        choose,
      );
    const named = record?.outputs ?? [];
    const likely = named.map((label, place) => ({
      value: label,
      label: `${label} ${formatPercent(record?.modelOutput[place] ?? 0)}`,
    }));
    return html`
      ${likely.length > 0 ? html`<div class="stacked">${segmented(words.class, 'class', current, likely, choose)}</div>` : nothing}
      ${this.search(choices.map(({ label }) => label))}
    `;
  }

  private search(labels: readonly string[]): TemplateResult {
    const query = this.query.toLowerCase();
    const offered =
      query === ''
        ? labels.slice(0, mostOffered)
        : labels.filter((label) => label.toLowerCase().includes(query)).slice(0, mostOffered);
    const type = (event: Event) => {
      this.query = (event.currentTarget as HTMLInputElement).value;
      this.requestUpdate();
    };
    const take = (event: Event) => {
      const input = event.currentTarget as HTMLInputElement;
      const wanted = input.value.trim().toLowerCase();
      const found = labels.find((label) => label.toLowerCase() === wanted);
      if (!found) return;
      this.query = '';
      input.value = '';
      this.controller.chooseClass(found);
    };
    return html`
      <div class="field">
        <label for="class-search">${words.classSearch}</label>
        <input id="class-search" type="search" list="classes" placeholder=${words.classHelp} autocomplete="off" @input=${type} @change=${take}>
        <datalist id="classes">${offered.map((label) => html`<option value=${label}></option>`)}</datalist>
      </div>
    `;
  }
}

customElements.define('oriel-class-picker', ClassPicker);
