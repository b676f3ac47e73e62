import { html, nothing, type TemplateResult } from 'lit';
import { classText } from '../../wording/class-words.ts';
import { classChoices, likelyClasses, manyClasses, shownClass } from '../../wording/classes.ts';
import { formatPercent } from '../../wording/format.ts';
import { segmented } from './fields.ts';
import { Panel } from './panel.ts';

/** A long list offers only this many at a time. */
const mostOffered = 20;

/**
 * The class to explain: side by side where there are few, the likeliest and a search where there
 * are many.
 */
export class ClassPicker extends Panel {
  private query = '';

  protected override render() {
    const { topic, chosenClass, prediction, shown, language } = this.state;
    if (!topic || topic.study.outputs.length === 0) return nothing;
    const { study } = topic;
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
    const field = { name: 'class', label: this.say('page.what.class') };
    if (choices.length <= manyClasses)
      return segmented(
        field,
        current,
        choices.map(({ label }) => ({ value: label, label: classText(study.card, label, language) })),
        choose,
      );
    const likely = likelyClasses(study, this.state).map(({ label, value }) => ({
      value: label,
      label: this.say('page.what.classShare', {
        label: classText(study.card, label, language),
        percent: formatPercent(value, language),
      }),
    }));
    return html`
      ${likely.length > 0 ? html`<div class="stacked">${segmented(field, current, likely, choose)}</div>` : nothing}
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
        <label for="class-search">${this.say('page.what.classSearch')}</label>
        <input id="class-search" type="search" list="classes" placeholder=${this.say('page.what.classHelp')}
          autocomplete="off" @input=${type} @change=${take}>
        <datalist id="classes">${offered.map((label) => html`<option value=${label}></option>`)}</datalist>
      </div>
    `;
  }
}

customElements.define('oriel-class-picker', ClassPicker);
