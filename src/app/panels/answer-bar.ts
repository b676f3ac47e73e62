import { html, nothing, type PropertyValues } from 'lit';
import { plainSentence } from '../../wording/answer-sentence.ts';
import { answerOnShow } from '../wording/answer-on-show.ts';
import { changeText } from '../wording/change-words.ts';
import { Panel } from './panel.ts';

/**
 * On a small screen: the answer in short at the edge, while the sentence itself is out of sight. It
 * is no live region of its own: the answer has one.
 */
export class AnswerBar extends Panel {
  private sentence: Element | null = null;
  private away = false;
  private readonly watch = new IntersectionObserver(([entry]) => {
    this.away = !entry.isIntersecting;
    this.requestUpdate();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watch.disconnect();
    this.sentence = null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const sentence = document.querySelector('#answer .sentence');
    if (!sentence || sentence === this.sentence) return;
    this.watch.disconnect();
    this.watch.observe(sentence);
    this.sentence = sentence;
  }

  protected override render() {
    const answer = this.away ? answerOnShow(this.state) : null;
    if (!answer) return nothing;
    const { language, status } = this.state;
    const change = changeText(this.state, language);
    const number = answer.pieces.find(({ tone }) => tone === 'headline')?.text ?? '';
    const rest = plainSentence(answer.pieces)
      .slice(number.length)
      .replace(/^[\s:.]+/u, '');
    const show = () => document.querySelector('#answer')?.scrollIntoView();
    const old = answer.stale || status === 'explaining';
    return html`
      <div class="bar" role="region" aria-label=${this.say('page.bar.label')}>
        <button type="button" class="show${old ? ' stale' : ''}" title=${this.say('page.bar.show')} @click=${show}>
          <strong>${change ? `${change.numbers} ${change.label}` : number}</strong>
          <span>${change ? change.brief : rest}</span>
        </button>
        ${
          change?.leadsBack
            ? html`<button type="button" title=${this.say('page.change.backHelp')}
                @click=${() => this.controller.back()}>${this.say('page.change.back')}</button>`
            : nothing
        }
      </div>
    `;
  }
}

customElements.define('oriel-answer-bar', AnswerBar);
