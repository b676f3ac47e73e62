import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { download, slug } from '../../charts/scene/save.ts';
import { modelChart } from '../../charts/whole/index.ts';
import type { RowCondition } from '../../library/index.ts';
import { type CohortFile, cohortFile } from '../whole/cohort-file.ts';
import { type ChosenMarks, type CohortWish, writeCohort } from '../whole/cohort-text.ts';
import { LONGEST_COHORT } from '../whole/place.ts';
import { ModelPanel } from './model-panel.ts';
import './table-filters.ts';
import { typedValue } from './typed-value.ts';

/** Which rows are looked at: all, or those that meet conditions or were chosen in pictures. */
export class ModelCohort extends ModelPanel {
  /** The conditions that were asked for last. */
  private asked = '';
  private saving = false;

  /** Rows of conditions are found by the engine, of a link's too. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { wish, judged } = this.seen;
    const wanted = JSON.stringify(wish.conditions);
    const isThere = wanted === JSON.stringify(this.state.whole.cohort?.conditions ?? []);
    if (isThere) this.asked = '';
    if (isThere || wanted === this.asked || !judged) return;
    this.asked = wanted;
    void this.controller.lookAtCohort(wish.conditions).then((found) => {
      const { cohort } = this.state.whole;
      if (!found) this.look({ ...this.seen.wish, conditions: cohort?.conditions ?? [] });
    });
  }

  protected override render() {
    const { inspected, seen } = this;
    if (!seen.judged || inspected.columns.length === 0) return nothing;
    const { study, columns } = inspected;
    const { conditions, chosen, name } = seen.wish;
    const listing = { columns, rows: study.rows, answered: true };
    const count = conditions.length + chosen.length;
    const title =
      name === '' || count === 0
        ? this.say('page.whole.cohort.title', { count })
        : this.say('page.whole.cohort.named', { name });
    return html`
      <details class="model-cohort" ?open=${count > 0}>
        <summary>${title}</summary>
        <p class="hint">${this.say('page.whole.cohort.help')}</p>
        <oriel-table-filters .state=${this.state} .controller=${this.controller} .listing=${listing}
          .conditions=${conditions} @oriel-conditions=${this.filtered}></oriel-table-filters>
        ${chosen.length > 0 ? html`<ul class="conditions">${chosen.map((one) => this.mark(one))}</ul>` : nothing}
        <p class="hint" role="status">${count > 0 ? this.count() : nothing}</p>
        ${count > 0 ? this.about(seen.wish) : nothing}
      </details>
    `;
  }

  private count(): string {
    const { pending, places, judged } = this.seen;
    return pending
      ? this.say('page.whole.cohort.looking')
      : this.say('page.whole.cohort.found', { count: places.length, all: judged?.all.rows.length ?? 0 });
  }

  private mark(one: ChosenMarks): TemplateResult {
    const { picture, keys, rows } = one;
    const known = picture === null ? null : modelChart(picture);
    const text = this.say('page.whole.cohort.chosen', {
      picture: known && this.say(`chart.whole.kinds.${known.name}.label`),
      marks: keys.length,
      rows: rows.length,
    });
    const { wish } = this.seen;
    const remove = () => this.look({ ...wish, chosen: wish.chosen.filter((other) => other !== one) });
    const help = this.say('page.table.removeFilter', { text });
    return html`<li><span>${text}</span>
      <button type="button" class="quiet" aria-label=${help} title=${help} @click=${remove}>×</button></li>`;
  }

  /** What the rows are called, and what can be done with them. */
  private about(wish: CohortWish): TemplateResult {
    const rename = (event: Event) => {
      const name = (event.currentTarget as HTMLInputElement).value.trim();
      this.look({ ...wish, name });
    };
    const all = () => this.look({ ...wish, conditions: [], chosen: [] });
    const { cohort } = this.state.whole.place;
    const own = this.state.topic?.origin.kind === 'own';
    const link = own ? 'own' : (cohort?.length ?? 0) > LONGEST_COHORT ? 'long' : 'there';
    return html`
      <div class="model-choices">
        <div class="field"><label for="model-cohort-name">${this.say('page.whole.cohort.name')}</label>
          <input id="model-cohort-name" autocomplete="off" dir="auto" maxlength="80" .value=${typedValue(wish.name)}
            @change=${rename}></div>
        <button type="button" ?disabled=${this.saving || this.seen.pending || this.seen.places.length === 0}
          @click=${() => void this.save(wish.name)}>${this.say('page.whole.cohort.save')}</button>
        <button type="button" class="quiet" @click=${all}>${this.say('page.whole.cohort.all')}</button>
      </div>
      <p class="hint">${this.say('page.whole.cohort.link', { link })}</p>
    `;
  }

  private look(wish: CohortWish): void {
    this.controller.lookAt({ cohort: writeCohort(wish), rows: null });
  }

  private async save(name: string): Promise<void> {
    const { inspected, seen, controller, state } = this;
    const { study, columns, rows } = inspected;
    if (!rows || this.saving || seen.pending) return;
    this.saving = true;
    this.requestUpdate();
    try {
      const all = [0, columns.length] as const;
      const read: CohortFile['read'] = (part) => controller.readTable(study, { ...part, columns: all });
      const { places } = seen;
      const inspection = inspected.inspection ?? seen.inspection;
      const file = await cohortFile({ study, inspection, columns, rows, places, read });
      download(file, `${slug(`oriel ${study.card.name} ${name || state.language.say('page.whole.cohort.file')}`)}.csv`);
    } catch {
      // What reads the rows says what is wrong.
    } finally {
      this.saving = false;
      this.requestUpdate();
    }
  }

  private readonly filtered = (event: CustomEvent<readonly RowCondition[]>) =>
    this.look({ ...this.seen.wish, conditions: event.detail });
}

customElements.define('oriel-model-cohort', ModelCohort);
