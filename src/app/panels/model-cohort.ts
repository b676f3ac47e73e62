import { html, nothing } from 'lit';
import type { RowCondition } from '../../library/index.ts';
import { ModelPanel } from './model-panel.ts';
import './table-filters.ts';

/** Which rows are looked at: all, or those that meet conditions, beside all others. */
export class ModelCohort extends ModelPanel {
  protected override render() {
    const { inspected, seen } = this;
    const { cohort } = this.state.whole;
    if (!seen.judged || inspected.columns.length === 0) return nothing;
    const { study, columns } = inspected;
    const listing = { columns, rows: study.rows, answered: true };
    const conditions = cohort?.conditions ?? [];
    return html`
      <details class="model-cohort" ?open=${conditions.length > 0}>
        <summary>${this.say('page.whole.cohort.title', { count: conditions.length })}</summary>
        <p class="hint">${this.say('page.whole.cohort.help')}</p>
        <oriel-table-filters .state=${this.state} .controller=${this.controller} .listing=${listing}
          .conditions=${conditions} @oriel-conditions=${this.filtered}></oriel-table-filters>
        <p class="hint" role="status">${
          cohort === null
            ? nothing
            : cohort.found === null
              ? this.say('page.whole.cohort.looking')
              : this.say('page.whole.cohort.found', {
                  count: seen.places.length,
                  all: seen.judged.all.rows.length,
                })
        }</p>
      </details>
    `;
  }

  private readonly filtered = (event: CustomEvent<readonly RowCondition[]>) =>
    void this.controller.lookAtCohort(event.detail);
}

customElements.define('oriel-model-cohort', ModelCohort);
