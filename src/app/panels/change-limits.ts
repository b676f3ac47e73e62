import { html, nothing, type TemplateResult } from 'lit';
import { labelOf, levelText } from '../../wording/value-words.ts';
import { countOf } from '../changing/asked.ts';
import { type ChangeWishes, type ColumnWish, wishesFor } from '../changing/changing-state.ts';
import type { Topic } from '../state.ts';
import { checkField, numberField, selectField } from './fields.ts';
import { Panel } from './panel.ts';

/** As a field for numbers takes them. */
const plain = { useGrouping: false, maximumFractionDigits: 20 } as const;

/** Columns at first; the others are asked for. */
const FIRST = 40;

const ways = ['any', 'up', 'down', 'nothing'] as const;
type May = (typeof ways)[number];

/** Within which limits a row may change, folded up at first. */
export class ChangeLimitsForm extends Panel {
  private all = false;

  protected override render() {
    const { state, controller } = this;
    const { topic, changing } = state;
    if (!topic) return nothing;
    const wishes = wishesFor(changing, topic.study);
    const count = countOf(wishes);
    const { columns } = topic.study;
    const more = () => {
      this.all = true;
      this.requestUpdate();
    };
    return html`
      <details class="change-limits">
        <summary>${this.say('page.changing.limits', { count })}</summary>
        <div class="limits">
          <oriel-change-target within .state=${state} .controller=${controller}></oriel-change-target>
          ${numberField(
            { name: 'change-columns', label: this.say('page.changing.mostColumns') },
            wishes.changed,
            { min: 1, max: columns.length, whole: true, empty: this.say('page.changing.all') },
            (changed) => controller.limitChanges({ changed }),
          )}
          ${checkField(
            { name: 'change-plausible', label: this.say('page.changing.plausible') },
            wishes.plausible,
            (plausible) => controller.limitChanges({ plausible }),
          )}
          ${checkField(
            { name: 'change-missing', label: this.say('page.changing.missing') },
            wishes.missing,
            (missing) => controller.limitChanges({ missing }),
          )}
          <fieldset>
            <legend>${this.say('page.changing.columns')}</legend>
            <ul class="column-limits">${columns
              .slice(0, this.all ? columns.length : FIRST)
              .map((_, at) => this.column(topic, wishes, at))}</ul>
            ${
              !this.all && columns.length > FIRST
                ? html`<button type="button" @click=${more}>${this.say('page.changing.showAll', {
                    count: columns.length,
                  })}</button>`
                : nothing
            }
          </fieldset>
          ${
            count > 0
              ? html`<p><button type="button"
                  @click=${() => controller.limitChanges(null)}>${this.say('page.changing.reset')}</button></p>`
              : nothing
          }
        </div>
      </details>
    `;
  }

  /** Why a column stays as it is by itself, as the card says or the last search found. */
  private stays({ study }: Topic, name: string): 'protected' | 'identifier' | null {
    if (study.card.protected?.includes(name)) return 'protected';
    const { search } = this.state.changing;
    const found = search?.study === study ? search.record?.limits.columns.find((column) => column.name === name) : null;
    return found?.why === 'identifier' ? 'identifier' : null;
  }

  private column(topic: Topic, wishes: ChangeWishes, at: number): TemplateResult {
    const { language } = this.state;
    const { study } = topic;
    const { name, levels } = study.columns[at];
    const label = labelOf(study.card, name, language);
    const wish = wishes.columns[name] ?? {};
    const stays = this.stays(topic, name);
    const may: May = wish.may ?? (stays ? 'nothing' : 'any');
    const usual: May = stays ? 'nothing' : 'any';
    const set = (change: ColumnWish) => this.controller.limitColumn(name, change);
    const more = this.say(levels ? 'page.changing.detailsOfLevels' : 'page.changing.details');
    const weigh = (cost: number | undefined) => set({ cost });
    const help = stays && wish.may === undefined ? this.say(`page.changing.why.${stays}`) : undefined;
    return html`
      <li>
        ${selectField(
          { name: `change-may-${at}`, label, ...(help && { help }) },
          may,
          ways.map((way) => ({ value: way, label: this.say(`page.changing.may.${way}`) })),
          (value) => set({ may: value === usual ? undefined : (value as May) }),
        )}
        ${
          may === 'nothing'
            ? nothing
            : html`<details>
                <summary aria-labelledby="change-more-${at} change-name-${at}"><span
                  id="change-more-${at}">${more}</span></summary>
                <span id="change-name-${at}" hidden>${label}</span>
                <div class="pair">${levels ? this.levels(topic, at, wish, set) : this.numbers(topic, at, wish, set)}
                  ${this.positive(`change-cost-${at}`, this.say('page.changing.cost'), wish.cost, weigh)}
                </div>
              </details>`
        }
      </li>
    `;
  }

  private positive(
    name: string,
    label: string,
    value: number | undefined,
    change: (value: number | undefined) => void,
  ) {
    const range = { min: Number.MIN_VALUE, max: Infinity, whole: false, empty: this.say('page.changing.usual') };
    return numberField({ name, label }, value ?? null, range, (number) => change(number ?? undefined));
  }

  private numbers(
    { study }: Topic,
    at: number,
    wish: ColumnWish,
    set: (change: ColumnWish) => void,
  ): readonly (TemplateResult | typeof nothing)[] {
    const { language } = this.state;
    const [low, high] = study.ranges[at] ?? [null, null];
    const end = (value: number | null) =>
      value === null ? this.say('page.changing.open') : language.number(value, plain);
    const free = { min: -Infinity, max: Infinity, whole: false };
    const others = study.columns.filter((column, other) => other !== at && !column.levels);
    return [
      numberField(
        { name: `change-least-${at}`, label: this.say('page.changing.least') },
        wish.least ?? null,
        { ...free, empty: end(low) },
        (least) => set({ least: least ?? undefined }),
      ),
      numberField(
        { name: `change-most-${at}`, label: this.say('page.changing.most') },
        wish.most ?? null,
        { ...free, empty: end(high) },
        (most) => set({ most: most ?? undefined }),
      ),
      this.positive(`change-step-${at}`, this.say('page.changing.step'), wish.step, (step) => set({ step })),
      others.length === 0
        ? nothing
        : selectField(
            { name: `change-with-${at}`, label: this.say('page.changing.together') },
            wish.with ?? '',
            [
              { value: '', label: this.say('page.changing.alone') },
              ...others.map(({ name }) => ({ value: name, label: labelOf(study.card, name, language) })),
            ],
            (partner) => set({ with: partner === '' ? undefined : partner }),
          ),
    ];
  }

  private levels(
    { study }: Topic,
    at: number,
    wish: ColumnWish,
    set: (change: ColumnWish) => void,
  ): readonly TemplateResult[] {
    const { language } = this.state;
    const { name, levels } = study.columns[at];
    const all = levels ?? [];
    const chosen = wish.levels ?? all;
    const choose = (level: string, taken: boolean) => {
      const next = all.filter((one) => (one === level ? taken : chosen.includes(one)));
      set({ levels: next.length === all.length ? undefined : next });
    };
    return [
      html`<fieldset class="level-limits">
        <legend>${this.say('page.changing.levels')}</legend>
        ${all.map((level, place) =>
          checkField(
            { name: `change-level-${at}-${place}`, label: levelText(study.card, name, level, language) },
            chosen.includes(level),
            (taken) => choose(level, taken),
          ),
        )}
      </fieldset>`,
    ];
  }
}

customElements.define('oriel-change-limits', ChangeLimitsForm);
