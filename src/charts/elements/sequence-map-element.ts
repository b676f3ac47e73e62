import { description } from '../kinds/sequence-map.ts';
import { ChartElement } from './chart-element.ts';

/** `<oriel-sequence-map>`: what each feature of a sequence adds at each step. */
export class SequenceMapElement extends ChartElement {
  override get description() {
    return description;
  }
}

customElements.define('oriel-sequence-map', SequenceMapElement);
