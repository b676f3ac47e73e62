import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { writeKey } from '../../charts/whole/mark-key.ts';
import { divisionName, groupName } from '../../charts/whole/names.ts';
import { measureText, numbersOf, numberText, shares, thresholdText } from '../../charts/whole/numbers.ts';
import type { InspectedMeasure } from '../../library/index.ts';
import { labelOf } from '../../wording/value-words.ts';
import { columnsToCompare, comparedColumn, crossedColumn } from '../whole/compared-columns.ts';
import { className, namesOf } from '../whole/words.ts';
import { ModelPanel } from './model-panel.ts';

const PICTURES: readonly string[] = ['rates', 'gap'];

type Fairness = NonNullable<ModelWhom['seen']['inspection']['fairness']>[number];

/** Whether a group is called as a level is, which has a direction of its own. */
const isName = ({ of }: Fairness['groups'][number]): boolean => of.length === 1 && 'level' in of[0];

/** Whom a model treats how: groups of a column side by side. */
export class ModelWhom extends ModelPanel {
  /** A column that the model is not given is fetched. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { inspected } = this;
    const { whole } = this.state;
    for (const name of [comparedColumn(whole, inspected), crossedColumn(whole, inspected)])
      if (name !== null && !inspected.study.columns.some((column) => column.name === name))
        void this.controller.readColumn(name);
  }

  protected override render() {
    const { judged, inspection } = this.seen;
    const name = comparedColumn(this.state.whole, this.inspected);
    if (!judged || name === null) return this.none('whom');
    const fairness = inspection.fairness?.[0] ?? null;
    const isNumber = inspection.task === 'regression';
    const { decided } = this.state.whole.place;
    const offered = this.pictures(PICTURES).filter((picture) => !isNumber || picture !== 'rates');
    const shown = this.shownPicture(offered);
    return html`
      <div class="model-choices">${this.columns(name)} ${this.crossing(name)} ${this.picker(offered)}
        ${
          shown === 'rates'
            ? this.classes(decided, (own) => this.controller.lookAt({ decided: own, rows: null }))
            : nothing
        }</div>
      ${this.purpose(shown)}
      ${fairness ? this.said(fairness, shown === 'rates') : judged.comparable ? nothing : this.none('whom')}
      ${shown === null ? nothing : this.drawing(shown, { ofClass: decided })}
      ${this.protectedRemark(fairness?.columns ?? [])}
      ${fairness ? this.groups(fairness) : nothing}
    `;
  }

  private columns(current: string): TemplateResult {
    const { study, columns } = this.inspected;
    const choose = (event: Event) =>
      this.controller.lookAt({ of: (event.currentTarget as HTMLSelectElement).value, rows: null });
    return html`
      <div class="field"><label for="model-compare">${this.say('page.whole.compareBy')}</label>
        <select id="model-compare" @change=${choose}>
          ${this.options(columnsToCompare(study.card, columns), current)}
        </select></div>
    `;
  }

  /** A second column, by which groups are divided further. */
  private crossing(first: string): TemplateResult {
    const { study, columns } = this.inspected;
    const others = columnsToCompare(study.card, columns).filter((name) => name !== first);
    const current = crossedColumn(this.state.whole, this.inspected);
    const choose = (event: Event) =>
      this.controller.lookAt({ across: (event.currentTarget as HTMLSelectElement).value || null, rows: null });
    return html`
      <div class="field"><label for="model-across">${this.say('page.whole.compareAcross')}</label>
        <select id="model-across" @change=${choose}>
          <option value="" .selected=${current === null}>${this.say('page.whole.acrossNone')}</option>
          ${this.options(others, current)}
        </select></div>
    `;
  }

  /** Columns to choose from, those that are protected first. */
  private options(all: readonly string[], current: string | null) {
    const { study } = this.inspected;
    const guarded = all.filter((name) => study.card.protected?.includes(name));
    const others = all.filter((name) => !guarded.includes(name));
    const option = (name: string) => html`
      <option value=${name} .selected=${name === current}>${labelOf(study.card, name, this.state.language)}</option>`;
    const group = (title: 'protectedColumns' | 'otherColumns', names: readonly string[]) =>
      names.length === 0
        ? nothing
        : html`<optgroup label=${this.say(`page.whole.${title}`)}>${names.map(option)}</optgroup>`;
    return html`${group('protectedColumns', guarded)} ${group('otherColumns', others)}`;
  }

  /** How far the groups are apart, unless the picture says so, and what that does not say. */
  private said(fairness: Fairness, isDrawn: boolean): TemplateResult {
    const { inspection, judged, threshold } = this.seen;
    const { language } = this.state;
    const { study } = this.inspected;
    const words = namesOf(study, language);
    const { largest, smallest, difference, ratio } = fairness.demographicParity;
    if (judged?.own === null)
      return html`<p class="hint">${this.say('page.whole.whom.numbers')} ${this.say('page.whole.whom.caution')}</p>`;
    const points = (value: number): string => language.number(100 * value, { maximumFractionDigits: 0 });
    const caution = html`<p class="hint">${this.say('page.whole.whom.caution')}</p>`;
    if (isDrawn) return caution;
    const name = className(study, inspection, judged?.own ?? 0, language);
    const group = (at: number) => groupName(fairness.groups[at], { language, words });
    return html`
      <p class="model-said">${
        largest === null || smallest === null
          ? this.say('page.whole.whom.few')
          : this.say('page.whole.whom.said', {
              class: name,
              share: thresholdText(threshold, language),
              most: group(largest),
              least: group(smallest),
              points: measureText(difference, points, language),
            })
      }
      ${
        fairness.fourFifths === null
          ? nothing
          : this.say('page.whole.whom.fourFifths', {
              rule: fairness.fourFifths,
              ratio: measureText(ratio, numbersOf(1, language), language),
            })
      }</p>
      ${caution}
    `;
  }

  private groups(fairness: Fairness): TemplateResult {
    const { inspection, judged } = this.seen;
    const { language } = this.state;
    const { study } = this.inspected;
    const words = namesOf(study, language);
    const isNumber = judged?.own === null;
    const known = !isNumber && fairness.groups.some((group) => group.known !== null);
    const name = isNumber ? '' : className(study, inspection, judged?.own ?? 0, language);
    const share = (measure: InspectedMeasure) => measureText(measure, shares(language), language);
    const mean = (measure: InspectedMeasure) => numberText(measure, language);
    const heads = [
      this.say('page.whole.whom.rows'),
      ...(isNumber ? [this.say('page.whole.whom.mean')] : [this.say('page.whole.whom.selected', { class: name })]),
      ...(known ? [this.say('page.whole.whom.found'), this.say('page.whole.whom.wrongly')] : []),
    ];
    const line = (group: Fairness['groups'][number], at: number) => {
      const text = groupName(group, { language, words });
      const key = writeKey({ kind: 'group', division: 0, group: at });
      return html`
        <tr class=${group.small === null ? nothing : 'small'}>
          <th scope="row"><button type="button" class="link" @click=${() => this.controller.lookAt({ rows: key })}>
            ${isName(group) ? html`<bdi>${text}</bdi>` : html`<span>${text}</span>`}</button>${
              group.small === null
                ? nothing
                : html` <small>${this.say('page.whole.whom.small', { why: group.small })}</small>`
            }</th>
          <td class="number">${language.number(group.rows)}</td>
          <td class="number">${isNumber ? mean(group.meanScore) : share(group.selectionRate)}</td>
          ${
            known
              ? html`<td class="number">${group.known ? share(group.known.truePositiveRate) : nothing}</td>
                <td class="number">${group.known ? share(group.known.falsePositiveRate) : nothing}</td>`
              : nothing
          }
        </tr>`;
    };
    const title = divisionName(fairness, { language, words });
    const { groupsInAll } = this.seen;
    return html`
      ${
        groupsInAll > fairness.groups.length
          ? html`<p class="hint">${this.say('page.whole.whom.largest', {
              shown: fairness.groups.length,
              all: groupsInAll,
            })}</p>`
          : nothing
      }
      <div class="scroll" tabindex="0" role="group" aria-label=${title}>
        <table class="model-groups">
          <thead><tr><th scope="col">${title}</th>${heads.map(
            (head) => html`<th scope="col" class="number">${head}</th>`,
          )}</tr></thead>
          <tbody>${fairness.groups.map(line)}</tbody>
        </table>
      </div>
    `;
  }
}

customElements.define('oriel-model-whom', ModelWhom);
