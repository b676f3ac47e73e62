import { html, nothing, type TemplateResult } from 'lit';
import { cardWords } from '../../data/card-words.ts';
import { explainers } from '../../explainers/index.ts';
import { explainerKey } from '../../explainers/keys.ts';
import { explanationOnShow } from '../wording/answer-on-show.ts';
import { Panel } from './panel.ts';
import '../styles/print.css';

/** What a sheet of paper must say for itself: which model and data, when, and how. */
export class OnPaperPanel extends Panel {
  protected override render() {
    const shown = explanationOnShow(this.state);
    if (!shown) return nothing;
    const { record, study } = shown;
    const { language } = this.state;
    const date = language.date(new Date(record.created), { dateStyle: 'long', timeStyle: 'short' });
    return html`
      <dl>
        ${fact(this.say('page.paper.model'), cardWords(study.card, language.tag).name)}
        ${fact(this.say('page.paper.data'), record.input.kind === 'image' ? record.input.file : this.table)}
        ${fact(this.say('page.paper.method'), this.method(record.explainer.name))}
        ${fact(this.say('page.paper.date'), date)}
        ${fact(this.say('page.paper.program'), record.engine)}
      </dl>
    `;
  }

  /** The name of the table's file; null for what has none. */
  private get table(): string | null {
    const { topic, own, examples } = this.state;
    if (!topic) return null;
    if (topic.origin.kind === 'own') return own.table?.file ?? null;
    const { example: id } = topic.origin;
    const example = examples.find((one) => one.id === id);
    return example?.kind === 'tabular' ? example.data : null;
  }

  private method(name: string): string {
    const known = explainers.some((explainer) => explainer.name === name);
    return known ? this.say(explainerKey(name, 'label')) : name;
  }
}

const fact = (name: string, value: string | null): TemplateResult | typeof nothing =>
  value ? html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>` : nothing;

customElements.define('oriel-on-paper', OnPaperPanel);
