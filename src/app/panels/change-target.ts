import { html, nothing, type TemplateResult } from 'lit';
import { amountText } from '../../wording/answer-sentence.ts';
import { classText } from '../../wording/class-words.ts';
import { type ClassChoice, classChoices, shownClass } from '../../wording/classes.ts';
import { wishesFor } from '../changing/changing-state.ts';
import { about, targetOf, wantedClass } from '../changing/target.ts';
import type { Topic } from '../state.ts';
import { numberField, selectField } from './fields.ts';
import { Panel } from './panel.ts';

/** How far the buttons go that ask for another number. */
const STEP = 0.1;

/** Which answer is looked for. Of numbers, it is asked first of all. */
export class ChangeTargetForm extends Panel {
  static override properties = { ...Panel.properties, within: { type: Boolean } };
  /** Whether it stands among the limits; else it is there only while it has to be asked. */
  declare within: boolean;

  protected override render() {
    const { topic, changing } = this.state;
    if (!topic) return nothing;
    const { search } = changing;
    const unasked = search?.study === topic.study && search.state === 'unasked';
    if (unasked === Boolean(this.within)) return nothing;
    if (topic.study.card.task !== 'regression') return this.within ? this.classes(topic) : nothing;
    return this.numbers(topic);
  }

  private classes({ study }: Topic): TemplateResult {
    const { language } = this.state;
    const wishes = wishesFor(this.state.changing, study);
    const wanted = wantedClass(study, wishes.to);
    const choices = classChoices(study);
    const set = (change: Partial<typeof wanted>) =>
      this.controller.limitChanges({ to: targetOf(study, { ...wanted, ...change }) });
    const any = this.say(choices.length > 2 ? 'page.changing.any' : 'page.changing.other');
    const range = { min: 0, max: 100, whole: false, empty: this.say('page.changing.enough') };
    return html`
      ${selectField(
        { name: 'change-to', label: this.say('page.changing.wanted') },
        wanted.label ?? '',
        [
          { value: '', label: any },
          ...choices.map(({ label }) => ({ value: label, label: classText(study.card, label, language) })),
        ],
        (label) => set({ label: label === '' ? null : label }),
      )}
      ${
        wanted.label === null
          ? nothing
          : numberField(
              { name: 'change-share', label: this.say('page.changing.share') },
              wanted.percent,
              range,
              (percent) => set({ percent }),
            )
      }
    `;
  }

  private numbers(topic: Topic): TemplateResult {
    const { study } = topic;
    const { to } = wishesFor(this.state.changing, study);
    const range = to && !('class' in to) ? to : {};
    const now = this.now(topic);
    const { output } = now.choice;
    const set = (least: number | undefined, most: number | undefined) =>
      this.controller.limitChanges({
        to:
          least === undefined && most === undefined
            ? null
            : { output, ...(least !== undefined && { least }), ...(most !== undefined && { most }) },
      });
    const free = { min: -Infinity, max: Infinity, whole: false, empty: this.say('page.changing.open') };
    const off = now.value === null ? null : Math.abs(now.value) * STEP;
    const button = (text: string, least?: number, most?: number) =>
      html`<button type="button" @click=${() => set(least, most)}>${text}</button>`;
    return html`
      <div class="target" role="group" aria-label=${this.say('page.changing.wanted')}>
        <p>${this.say('page.changing.ask', { now: now.text })}</p>
        ${
          now.value === null || off === null
            ? nothing
            : html`<p class="helps">
                ${button(this.say('page.changing.lower'), undefined, about(now.value - off))}
                ${button(this.say('page.changing.higher'), about(now.value + off))}</p>`
        }
        <div class="pair">
          ${numberField(
            { name: 'change-least', label: this.say('page.changing.least') },
            range.least ?? null,
            free,
            (value) => set(value ?? undefined, range.most),
          )}
          ${numberField(
            { name: 'change-most', label: this.say('page.changing.most') },
            range.most ?? null,
            free,
            (value) => set(range.least, value ?? undefined),
          )}
        </div>
      </div>
    `;
  }

  /** The present answer, where it is known. */
  private now({ study }: Topic): {
    readonly choice: ClassChoice;
    readonly value: number | null;
    readonly text: string | null;
  } {
    const { prediction, shown, chosenClass, stale, language } = this.state;
    const own = shown?.study === study && !stale ? shown.record : null;
    const answer = own
      ? { names: own.outputs, values: own.modelOutput }
      : prediction && { names: prediction.outputs, values: prediction.values };
    const choice = shownClass(study, chosenClass, answer?.values ?? null, answer?.names ?? []);
    const value = answer?.values[answer.names.indexOf(choice.output)] ?? null;
    return { choice, value, text: value === null ? null : amountText(study.card, choice, value, language) };
  }
}

customElements.define('oriel-change-target', ChangeTargetForm);
