import { html, nothing, type TemplateResult } from 'lit';
import type { Question } from '../../engine/protocol.ts';
import { selectField } from './fields.ts';
import { Panel } from './panel.ts';

/** What Oriel could only guess about the person's own model; guesses hold until changed. */
export class QuestionsForm extends Panel {
  protected override render() {
    const { topic } = this.state;
    const questions = topic?.origin.kind === 'own' ? topic.study.questions : [];
    if (questions.length === 0) return nothing;
    const guesses = Object.fromEntries(questions.map(({ about, guess }) => [about, guess]));
    const confirm = () => void this.controller.answer(guesses);
    return html`
      <section class="questions" aria-labelledby="questions-title">
        <h3 id="questions-title">${this.say('page.questions.title')}</h3>
        <p class="hint">${this.say('page.questions.help')}</p>
        ${questions.map((question) => this.field(question))}
        <button type="button" @click=${confirm}>${this.say('page.questions.confirm')}</button>
      </section>
    `;
  }

  private field({ about, text, choices, guess }: Question): TemplateResult {
    const { language } = this.state;
    return selectField(
      { name: `question-${about}`, label: language.text(text) },
      guess,
      choices.map(({ value, label }) => ({ value, label: language.text(label) })),
      (value) => void this.controller.answer({ [about]: value }),
    );
  }
}

customElements.define('oriel-questions', QuestionsForm);
