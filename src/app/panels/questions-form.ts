import { html, nothing, type TemplateResult } from 'lit';
import type { Question } from '../../library/index.ts';
import { selectField } from './fields.ts';
import { isOrderQuestion } from './level-orders.ts';
import { Panel } from './panel.ts';

/**
 * What Oriel could only guess about the person's own model. Guesses hold until changed; once all of
 * them are answered, they make room, and can still be changed.
 */
export class QuestionsForm extends Panel {
  protected override render() {
    const { topic, own } = this.state;
    const questions = topic?.origin.kind === 'own' ? topic.study.questions : [];
    if (questions.length === 0) return nothing;
    const orders = questions.filter(isOrderQuestion);
    const fields = [
      ...questions.filter((question) => !isOrderQuestion(question)).map((question) => this.field(question)),
      html`<oriel-level-orders .state=${this.state} .controller=${this.controller} .questions=${orders}>
      </oriel-level-orders>`,
    ];
    if (questions.every(({ about }) => Object.hasOwn(own.answers, about)))
      return html`
        <section class="questions" aria-labelledby="questions-title">
          <div role="status"><h3 id="questions-title">${this.say('page.questions.settled')}</h3></div>
          <details>
            <summary>${this.say('page.questions.change')}</summary>
            ${fields}
          </details>
        </section>
      `;
    return html`
      <section class="questions" aria-labelledby="questions-title">
        <div role="status"><h3 id="questions-title">${this.say('page.questions.title')}</h3></div>
        <p class="hint">${this.say('page.questions.help')}</p>
        ${fields}
        <button type="button" @click=${() => this.controller.accept()}>${this.say('page.questions.confirm')}</button>
      </section>
    `;
  }

  private field({ about, text, choices, guess }: Question): TemplateResult {
    const { language, own } = this.state;
    return selectField(
      { name: `question-${about}`, label: language.text(text) },
      Object.hasOwn(own.answers, about) ? own.answers[about] : guess,
      choices.map(({ value, label }) => ({ value, label: language.text(label) })),
      (value) => void this.controller.answer({ [about]: value }),
    );
  }
}

customElements.define('oriel-questions', QuestionsForm);
