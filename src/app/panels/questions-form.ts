import { html, nothing } from 'lit';
import { pageWords } from '../../words/en.ts';
import { selectField } from './fields.ts';
import { Panel } from './panel.ts';

const words = pageWords.questions;

/**
 * What Oriel was unsure of about a person's own model. It works with its guesses until they are
 * changed.
 */
export class QuestionsForm extends Panel {
  protected override render() {
    const { subject } = this.state;
    const questions = subject?.origin.kind === 'own' ? subject.study.questions : [];
    if (questions.length === 0) return nothing;
    const guesses = Object.fromEntries(questions.map(({ about, guess }) => [about, guess]));
    return html`
      <section class="questions" aria-labelledby="questions-title">
        <h3 id="questions-title">${words.title}</h3>
        <p class="hint">${words.help}</p>
        ${questions.map(({ about, text, choices, guess }) => selectField({ label: text }, guess, choices, (value) => void this.controller.answer({ [about]: value })))}
        <button type="button" @click=${() => void this.controller.answer(guesses)}>${words.confirm}</button>
      </section>
    `;
  }
}

customElements.define('oriel-questions', QuestionsForm);
