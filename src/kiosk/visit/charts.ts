import { css, html, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Canvas } from '../../charts/chart.ts';
import { BarsElement } from '../../charts/elements/bars-element.ts';
import { TextElement } from '../../charts/elements/highlighted-text-element.ts';
import { ImageOverlayElement } from '../../charts/elements/image-overlay-element.ts';
import { classText } from '../../wording/class-words.ts';
import { placeInRecord, shownClass } from '../../wording/classes.ts';
import { displayRecord } from '../../wording/display.ts';
import type { Shown } from './state.ts';

/**
 * A standing visitor sees the picture: its tables, hints and controls are for who sits before it.
 */
const picture = css`
  .below,
  .controls,
  details {
    display: none;
  }
`;

const upright = matchMedia('(orientation: portrait)');

customElements.define(
  'oriel-kiosk-bars',
  class extends BarsElement {
    static override styles = [...BarsElement.styles, picture];

    protected override canvas(width: number): Canvas {
      return { ...super.canvas(width), high: upright.matches };
    }
  },
);
customElements.define(
  'oriel-kiosk-text',
  class extends TextElement {
    static override styles = [...TextElement.styles, picture];
  },
);
customElements.define(
  'oriel-kiosk-overlay',
  class extends ImageOverlayElement {
    static override styles = [...ImageOverlayElement.styles, picture];
  },
);

/** The class that a visitor is told about. */
export const classOf = ({ record, facts }: Shown) => shownClass(facts, null, record.modelOutput, record.outputs);

/** The picture of an explanation; `most` bars at most. */
export function drawChart(shown: Shown, language: Language, most: number): TemplateResult {
  const { record, facts } = shown;
  const choice = classOf(shown);
  const output = Math.max(0, placeInRecord(record, choice));
  const label = classText(facts.card, choice.label, language);
  const displayed = displayRecord(record, facts.card, language);
  const units = facts.card.task === 'regression' ? 'value' : null;
  switch (record.input.kind) {
    case 'image':
      return html`<oriel-kiosk-overlay .record=${displayed} .language=${language} .output=${output}
        .flip=${choice.flip} .label=${label}></oriel-kiosk-overlay>`;
    case 'text':
      return html`<oriel-kiosk-text .record=${displayed} .language=${language} .output=${output}
        .flip=${choice.flip} .label=${label}></oriel-kiosk-text>`;
    default:
      return html`<oriel-kiosk-bars .record=${displayed} .language=${language} .output=${output}
        .flip=${choice.flip} .label=${label} .units=${units} .max=${most}></oriel-kiosk-bars>`;
  }
}
