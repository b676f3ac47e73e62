import { html, nothing, type TemplateResult } from 'lit';
import { nameIn } from '../../data/card-words.ts';
import { drawPieces } from '../../look/pieces.ts';
import { answerSentence } from '../../wording/answer-sentence.ts';
import { classOf, drawChart } from './charts.ts';
import './keyboard.ts';
import { Part } from './part.ts';
import type { Offered, TurningPage } from './state.ts';
import './try-view.ts';

/** Bars on a page that turns. */
const BARS = 6;

/** All that a visitor sees. */
export class VisitView extends Part {
  protected override render() {
    const { state, visit } = this;
    const { stage } = state;
    return html`
      ${stage === 'attract' ? this.attract() : this.top()}
      ${stage === 'choose' ? this.choose() : nothing}
      ${stage === 'try' ? html`<oriel-try .state=${state} .visit=${visit}></oriel-try>` : nothing}
      <oriel-keyboard .state=${state} .visit=${visit}></oriel-keyboard>
      ${this.countdown()}
    `;
  }

  private attract(): TemplateResult {
    const { page, languages } = this.state;
    // Whoever touches anything else than a language begins in the first.
    const begin = () => void this.visit.start(null);
    return html`
      <main class="attract" @click=${begin}>
        <h1>${this.say('kiosk.attract.title')}</h1>
        <div class="turning">${page ? this.page(page) : html`<p>${this.say('kiosk.attract.lead')}</p>`}</div>
        <nav class="starts" aria-label=${this.say('kiosk.language')}>
          ${languages.map((one) => this.startButton(one))}
        </nav>
      </main>
    `;
  }

  private startButton({ tag, wanted, name, start, direction }: Offered): TemplateResult {
    const begin = (event: Event) => {
      event.stopPropagation();
      void this.visit.start(wanted);
    };
    return html`
      <button type="button" class="start" lang=${tag} dir=${direction} @click=${begin}>
        <strong>${start}</strong><span>${name}</span>
      </button>
    `;
  }

  private page(page: TurningPage): TemplateResult {
    const { language } = this.state;
    const { record, facts, of } = page;
    // A page is made anew, so that it comes in from the side.
    return html`
      <article class="page" data-record=${record.id}>
        <h2>${nameIn(of.example.name, language.tag)}</h2>
        <p class="sentence">${drawPieces(answerSentence(record, facts.card, classOf(page), language))}</p>
        <div class="chart">${drawChart(page, language, BARS)}</div>
      </article>
    `;
  }

  private top(): TemplateResult {
    const { state, visit } = this;
    const { languages, language, stage } = state;
    return html`
      <header class="top">
        ${
          stage === 'try'
            ? html`<button type="button" @click=${visit.others}>${this.say('kiosk.others')}</button>`
            : html`<strong class="brand">${this.say('page.name')}</strong>`
        }
        <div class="tongues" role="group" aria-label=${this.say('kiosk.language')}>
          ${
            languages.length < 2
              ? nothing
              : languages.map(
                  ({ tag, wanted, name, direction }) => html`
                    <button type="button" lang=${tag} dir=${direction} aria-pressed=${tag === language.tag}
                      @click=${() => visit.chooseLanguage(wanted)}>${name}</button>
                  `,
                )
          }
        </div>
        <button type="button" class="finish" @click=${visit.finish}>${this.say('kiosk.finish')}</button>
      </header>
    `;
  }

  private choose(): TemplateResult {
    const { examples, language } = this.state;
    return html`
      <main class="choose">
        <h1>${this.say('kiosk.choose.title')}</h1>
        <div class="cards">
          ${examples.map(
            (of) => html`
              <button type="button" class="card" data-example=${of.name} @click=${() => this.visit.openExample(of)}>
                <strong>${nameIn(of.example.name, language.tag)}</strong>
                <span>${this.say(`kiosk.kind.${of.example.kind}`)}</span>
              </button>
            `,
          )}
        </div>
      </main>
    `;
  }

  private countdown(): TemplateResult | typeof nothing {
    const { left } = this.state;
    if (left === null) return nothing;
    // Any touch is an answer: the button is there to be read.
    return html`
      <div class="veil" role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-text">
        <div class="asks">
          <h2 id="idle-title">${this.say('kiosk.idle.title')}</h2>
          <p id="idle-text">${this.say('kiosk.idle.text', { seconds: left })}</p>
          <p class="left" aria-hidden="true">${this.state.language.number(left)}</p>
          <div class="acts">
            <button type="button" class="finish" @click=${this.visit.finish}>${this.say('kiosk.finish')}</button>
            <button type="button" class="stay">${this.say('kiosk.idle.stay')}</button>
          </div>
        </div>
      </div>
    `;
  }
}

customElements.define('oriel-visit', VisitView);
