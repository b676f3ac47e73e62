import { html, nothing, type TemplateResult } from 'lit';
import type { Card, Feature } from '../../data/card.ts';
import type { Study } from '../../library/index.ts';
import { checkField, numberField, selectField } from './fields.ts';
import { Panel } from './panel.ts';
import { typedValue } from './typed-value.ts';

/** Whole numbers of a column up to this one may be codes of levels. */
const MOST_CODE = 100;

/** The card of a person's own model: what it makes holds at once, and is what is saved. */
export class CardEditor extends Panel {
  /** The column whose description is open: where one looks, not what is described. */
  private column = 0;

  protected override render() {
    const { topic } = this.state;
    if (topic?.origin.kind !== 'own') return nothing;
    // What was just said is there before the engine has bound it.
    const study = { ...topic.study, card: this.state.own.card ?? topic.study.card };
    return html`
      <details class="card-editor">
        <summary>${this.say('page.card.title')}</summary>
        <div class="fields">
          <p class="hint">${this.say('page.card.help')}</p>
          ${this.textField('name', this.say('page.card.name'), study.card.name, (name) => this.edit({ name }))}
          ${this.classes(study.card)} ${study.columns.length > 0 ? this.columns(study) : nothing}
        </div>
      </details>
    `;
  }

  private edit(change: Partial<Card>): void {
    const { own, topic } = this.state;
    const card = own.card ?? topic?.study.card;
    if (card) void this.controller.editCard({ ...card, ...change });
  }

  private classes({ task, classes = [], threshold }: Card): TemplateResult | typeof nothing {
    if (task === 'regression' || classes.length > MOST_CODE) return nothing;
    const name = (at: number, text: string) => {
      if (text === '' || classes.includes(text)) return this.requestUpdate();
      this.edit({ classes: classes.map((old, index) => (index === at ? text : old)) });
    };
    const field = {
      name: 'card-threshold',
      label: this.say('page.card.threshold', { class: classes[1] ?? '' }),
      help: this.say('page.card.thresholdHelp'),
    };
    const percent = threshold === undefined ? null : Number((100 * threshold).toPrecision(12));
    const range = { min: 0, max: 100, whole: false, empty: '50' };
    return html`
      <fieldset>
        <legend>${this.say('page.card.classes')}</legend>
        ${classes.map((text, at) =>
          this.textField(`class-${at}`, this.say('page.card.class', { n: at }), text, (changed) => name(at, changed)),
        )}
      </fieldset>
      ${
        task === 'binary'
          ? numberField(field, percent, range, (value) =>
              this.edit({ threshold: value === null ? undefined : value / 100 }),
            )
          : nothing
      }
    `;
  }

  private columns(study: Study): TemplateResult {
    const { card, columns } = study;
    const at = Math.min(this.column, columns.length - 1);
    const choices = columns.map(({ name }, index) => ({ value: String(index), label: name }));
    const open = (index: string) => {
      this.column = Number(index);
      this.requestUpdate();
    };
    const feature = featuresOf(study)[at];
    const guarded = card.protected ?? [];
    const protect = (on: boolean) => {
      const others = guarded.filter((name) => name !== feature.name);
      this.edit({ protected: on ? [...others, feature.name] : others });
    };
    const field = {
      name: 'card-protected',
      label: this.say('page.card.protected'),
      help: this.say('page.card.protectedHelp'),
    };
    const change = (part: Partial<Feature>) => this.editFeature(at, part);
    return html`
      <fieldset>
        <legend>${this.say('page.card.columns')}</legend>
        ${selectField({ name: 'card-column', label: this.say('page.card.column') }, String(at), choices, open)}
        ${this.textField('label', this.say('page.card.label'), feature.label ?? '', (label) =>
          change({ label: label || undefined }),
        )}
        ${
          feature.kind === 'numeric'
            ? this.textField('unit', this.say('page.card.unit'), feature.unit ?? '', (unit) =>
                change({ unit: unit || undefined }),
              )
            : nothing
        }
        ${mayHaveLevels(study, at) ? this.levels(feature, at) : nothing}
        ${checkField(field, guarded.includes(feature.name), protect)}
      </fieldset>
    `;
  }

  private levels({ levels = [] }: Feature, at: number): TemplateResult {
    const read = (event: Event) => {
      const text = (event.currentTarget as HTMLTextAreaElement).value;
      const named = text
        .split('\n')
        .map((level) => level.trim())
        .filter((level) => level !== '');
      if (new Set(named).size < named.length) return this.requestUpdate();
      this.editFeature(
        at,
        named.length > 0
          ? { kind: 'categorical', levels: named, unit: undefined }
          : { kind: 'numeric', levels: undefined },
      );
    };
    return html`
      <div class="field">
        <label for="field-card-levels">${this.say('page.card.levels')}</label>
        <textarea id="field-card-levels" rows=${Math.max(2, Math.min(8, levels.length))} autocomplete="off"
          spellcheck="false" aria-describedby="field-card-levels-help" .value=${typedValue(levels.join('\n'))}
          @change=${read}></textarea>
        <small id="field-card-levels-help">${this.say('page.card.levelsHelp')}</small>
      </div>
    `;
  }

  private editFeature(at: number, part: Partial<Feature>): void {
    const { own, topic } = this.state;
    if (!topic) return;
    const features = featuresOf({ ...topic.study, card: own.card ?? topic.study.card });
    this.edit({ features: features.map((each, index) => (index === at ? { ...each, ...part } : each)) });
  }

  private textField(name: string, label: string, value: string, change: (text: string) => void): TemplateResult {
    const id = `field-card-${name}`;
    const read = (event: Event) => change((event.currentTarget as HTMLInputElement).value.trim());
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <input id=${id} type="text" dir="auto" autocomplete="off" .value=${typedValue(value)} @change=${read}>
      </div>
    `;
  }
}

/** The model's columns as the card describes them, and as the study knows what it leaves out. */
const featuresOf = ({ card, columns }: Study): readonly Feature[] =>
  columns.map(({ name, kind, levels }) => {
    const own = card.features?.find((feature) => feature.name === name);
    if (own?.levels || (own && !levels)) return own;
    return { ...(own ?? { name }), kind, ...(levels ? { levels: [...levels] } : {}) };
  });

/** Whether a column holds levels, or whole numbers that may be their codes. */
function mayHaveLevels({ columns, ranges }: Study, at: number): boolean {
  const range = ranges[at];
  if (columns[at].levels || !range) return true;
  const [low, high] = range;
  return Number.isInteger(low) && Number.isInteger(high) && low >= 0 && high <= MOST_CODE;
}

customElements.define('oriel-card-editor', CardEditor);
