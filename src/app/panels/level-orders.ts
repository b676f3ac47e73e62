import { html, nothing, type TemplateResult } from 'lit';
import type { Question } from '../../library/index.ts';
import { selectField } from './fields.ts';
import { Panel } from './panel.ts';

type OrderQuestion = Question & { readonly order: NonNullable<Question['order']> };

/** Orders that can be chosen for all columns at once, by the names that questions give them. */
const ORDERS = ['sorted', 'fitting', 'seen'] as const;

/** Questions about the order of levels, which are answered together. */
export const isOrderQuestion = (question: Question): question is OrderQuestion => question.order !== undefined;

/** Which number stood for which word: one question for all columns of text. */
export class LevelOrders extends Panel {
  static override properties = { ...Panel.properties, questions: { attribute: false } };
  declare questions: readonly OrderQuestion[];

  private levels({ about, order }: OrderQuestion): readonly string[] {
    const answer = this.state.own.answers[about];
    return answer?.startsWith('[') ? (JSON.parse(answer) as string[]) : order.levels;
  }

  protected override render() {
    if (this.questions.length === 0) return nothing;
    const current = this.questions.map((question) => this.levels(question));
    const orders = ORDERS.filter((name) =>
      this.questions.some(({ order }) => order.likely.some((o) => o.name === name)),
    );
    const chosen = orders.filter((name) =>
      this.questions.every((question, at) => isSame(this.named(question, name), current[at])),
    );
    // What fits best is what was guessed, so that it is the answer where several are the same.
    const value: string = chosen.includes('fitting') ? 'fitting' : (chosen[0] ?? 'own');
    const choices = orders.map((name) => ({ value: name as string, label: this.say(`page.levels.orders.${name}`) }));
    const own = { value: 'own', label: this.say('page.levels.orders.own') };
    const choose = (name: string) => {
      if (name === 'own') return;
      const all = this.questions.map((question) => [question.about, JSON.stringify(this.named(question, name))]);
      void this.controller.answer(Object.fromEntries(all));
    };
    const field = { name: 'level-orders', label: this.say('page.levels.all') };
    return html`
      <fieldset class="levels">
        <legend>${this.say('page.levels.title')}</legend>
        <p class="hint">${this.say('page.levels.help')}</p>
        ${selectField(field, value, value === 'own' ? [...choices, own] : choices, choose)}
        ${this.questions.map((question, at) => this.column(question, current[at]))}
      </fieldset>
    `;
  }

  /** The order of a name; columns that lack it keep the sorted one. */
  private named({ order }: OrderQuestion, name: string): readonly string[] {
    const by = (wanted: string) => order.likely.find((each) => each.name === wanted)?.levels;
    return by(name) ?? by('sorted') ?? order.levels;
  }

  private column({ about, order }: OrderQuestion, levels: readonly string[]): TemplateResult {
    return html`
      <div class="level-order" role="group" aria-label=${this.say('page.levels.of', { column: order.column })}>
        <h4><bdi>${order.column}</bdi></h4>
        <ol start="0">
          ${levels.map(
            (level, at) => html`
              <li>
                <span class="code">${at}</span><bdi>${level}</bdi>
                ${this.moveButton({ about, levels, at, by: -1 })} ${this.moveButton({ about, levels, at, by: 1 })}
              </li>
            `,
          )}
        </ol>
      </div>
    `;
  }

  private moveButton({ about, levels, at, by }: Move): TemplateResult {
    const to = at + by;
    const label = this.say(by < 0 ? 'page.levels.up' : 'page.levels.down', { level: levels[at] });
    const move = (event: Event) => {
      const moved = [...levels];
      [moved[at], moved[to]] = [moved[to], moved[at]];
      // The one that was moved stays the one that is moved on.
      const items = (event.currentTarget as HTMLElement).closest('ol')?.children;
      const next = items?.[to]?.querySelectorAll<HTMLButtonElement>('button')[by < 0 ? 0 : 1];
      void this.controller.answer({ [about]: JSON.stringify(moved) });
      next?.focus();
    };
    return html`
      <button type="button" class="quiet" aria-label=${label} title=${label}
        ?disabled=${to < 0 || to >= levels.length} @click=${move}>${by < 0 ? '↑' : '↓'}</button>
    `;
  }
}

interface Move {
  readonly about: string;
  readonly levels: readonly string[];
  readonly at: number;
  readonly by: -1 | 1;
}

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.every((level, at) => level === b[at]);

customElements.define('oriel-level-orders', LevelOrders);
