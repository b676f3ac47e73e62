import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Listing, RowCondition, RowKey, Study } from '../../library/index.ts';
import { conditionText, isNumeric, keyName, keysOf } from '../wording/filter-words.ts';
import { wordsHolding } from '../wording/table-words.ts';
import { numberIn, numberInput, shownNumber } from './number-input.ts';
import { Panel } from './panel.ts';

/** What was no number may be one now. */
const forgive = (event: Event) => (event.currentTarget as HTMLInputElement).setCustomValidity('');

/** Conditions for rows, each of which can be taken back. Sends `oriel-conditions`. */
export class TableFilters extends Panel {
  static override properties = { ...Panel.properties, listing: { attribute: false }, conditions: { attribute: false } };
  declare listing: Listing;
  declare conditions: readonly RowCondition[];
  /** What the next condition is about. */
  private about = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('listing')) this.about = 0;
  }

  protected override render() {
    const { topic, language } = this.state;
    if (!topic) return nothing;
    const keys = keysOf(topic.study, this.listing);
    const about = keys[Math.min(this.about, keys.length - 1)];
    const choose = (event: Event) => {
      this.about = (event.currentTarget as HTMLSelectElement).selectedIndex;
      this.requestUpdate();
    };
    return html`
      <form class="filter" @submit=${this.add}>
        <label><span>${this.say('page.table.filter')}</span>
          <select name="about" @change=${choose}>
            ${keys.map(
              (key, at) => html`<option .selected=${at === this.about}>${keyName(topic.study, key, language)}</option>`,
            )}
          </select></label>
        ${this.fields(topic.study, about)}
        <button type="submit">${this.say('page.table.addFilter')}</button>
      </form>
      ${
        this.conditions.length > 0
          ? html`<ul class="conditions">${this.conditions.map((condition) => this.condition(condition))}</ul>`
          : nothing
      }
    `;
  }

  /** What the answer or cell must be. */
  private fields(study: Study, about: RowKey | 'wrong'): TemplateResult | typeof nothing {
    if (about === 'wrong')
      return html`
        <label><span>${this.say('page.table.outcomes')}</span>
          <select name="wrong">
            <option value="true">${this.say('page.table.outcome', { wrong: true })}</option>
            <option value="false">${this.say('page.table.outcome', { wrong: false })}</option>
          </select></label>`;
    if (!isNumeric(study, about, this.listing))
      return html`<label><span>${this.say('page.table.holds')}</span>
        <input name="text" autocomplete="off" dir="auto" required></label>`;
    const number = (name: 'least' | 'most') => html`
      <label class="number"><span>${this.say(`page.table.${name}`)}</span>
        ${numberInput({ name, hear: forgive })}</label>`;
    return html`${number('least')}${number('most')}`;
  }

  private condition(condition: RowCondition): TemplateResult {
    const { topic, language } = this.state;
    const text = topic ? conditionText(topic.study, condition, language) : '';
    const remove = () => this.send(this.conditions.filter((other) => other !== condition));
    const help = this.say('page.table.removeFilter', { text });
    return html`<li><span>${text}</span>
      <button type="button" class="quiet" aria-label=${help} title=${help} @click=${remove}>×</button></li>`;
  }

  private readonly add = (event: SubmitEvent) => {
    event.preventDefault();
    const { topic, language } = this.state;
    if (!topic) return;
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const read = (name: string) => String(given.get(name) ?? '').trim();
    const about = keysOf(topic.study, this.listing)[this.about];
    const scale = about !== 'wrong' && about.of === 'answer' && topic.study.card.task !== 'regression' ? 100 : 1;
    const ends: { least?: number; most?: number } = {};
    for (const name of ['least', 'most'] as const) {
      const field = form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement) || field.value.trim() === '') continue;
      const number = numberIn(field);
      if (number === null) {
        field.setCustomValidity(this.say('page.fields.noNumber', { example: shownNumber('0.5') }));
        field.reportValidity();
        return;
      }
      ends[name] = Number(number) / scale;
    }
    const text = read('text');
    if (about === 'wrong') this.send([...this.conditions, { about: { of: 'error' }, wrong: read('wrong') === 'true' }]);
    else if (text !== '' && about.of === 'column') {
      const words = wordsHolding(topic.study, text, language);
      const some = Object.hasOwn(words, about.name) ? words[about.name] : [];
      this.send([...this.conditions, { about, text, words: some }]);
    } else if (Object.keys(ends).length > 0) this.send([...this.conditions, { about, ...ends }]);
    else return;
    form.querySelectorAll('input').forEach((input) => {
      input.value = '';
    });
  };

  private send(conditions: readonly RowCondition[]): void {
    this.dispatchEvent(new CustomEvent('oriel-conditions', { detail: conditions }));
  }
}

customElements.define('oriel-table-filters', TableFilters);
