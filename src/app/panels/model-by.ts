import { html, nothing } from 'lit';
import { labelOf } from '../../wording/value-words.ts';
import { selectField } from './fields.ts';
import { ModelPanel } from './model-panel.ts';

const PICTURES: readonly string[] = [
  ...['importance', 'leading', 'curve', 'together', 'beeswarm', 'dependence', 'heat-map', 'decision-plot', 'network'],
];
/** Of one column at a time. */
const OF_COLUMN: readonly string[] = ['curve', 'dependence'];

/** What a model goes by. */
export class ModelBy extends ModelPanel {
  protected override render() {
    const { of } = this.state.whole.place;
    const offered = this.pictures(PICTURES, { column: of });
    const shown = this.shownPicture(offered);
    if (shown === null) return this.none('by');
    return html`
      <div class="model-choices">
        ${this.picker(offered)} ${OF_COLUMN.includes(shown) ? this.columns(shown) : nothing}
      </div>
      ${this.purpose(shown)} ${this.drawing(shown, { column: of })}
      ${this.protectedRemark((this.seen.inspection.importance?.players ?? []).map(({ name }) => name))}
    `;
  }

  private columns(shown: string) {
    const { inspection } = this.seen;
    const { card } = this.inspected.study;
    const names =
      shown === 'curve'
        ? (inspection.curves ?? []).map(({ column }) => column)
        : (inspection.importance?.players ?? []).map(({ name }) => name);
    if (names.length < 2) return nothing;
    const choices = names.map((value) => ({ value, label: labelOf(card, value, this.state.language) }));
    const current = names.find((name) => name === this.state.whole.place.of) ?? names[0];
    const field = { name: 'model-column', label: this.say('page.whole.column') };
    return selectField(field, current, choices, (column) => this.controller.lookAt({ of: column, rows: null }));
  }
}

customElements.define('oriel-model-by', ModelBy);
