// Importing this file defines the charts' custom elements.

import type { BarsElement } from './bars-element.ts';
import type { TextElement } from './highlighted-text-element.ts';
import type { ImageOverlayElement } from './image-overlay-element.ts';
import type { InteractionsElement } from './interactions-element.ts';
import type { OrielChart } from './oriel-chart.ts';
import type { SequenceMapElement } from './sequence-map-element.ts';
import type { WaterfallElement } from './waterfall-element.ts';
import './waterfall-element.ts';
import './bars-element.ts';
import './highlighted-text-element.ts';
import './image-overlay-element.ts';
import './interactions-element.ts';
import './sequence-map-element.ts';
import './oriel-chart.ts';

declare global {
  interface HTMLElementTagNameMap {
    'oriel-waterfall': WaterfallElement;
    'oriel-bars': BarsElement;
    'oriel-image-overlay': ImageOverlayElement;
    'oriel-text': TextElement;
    'oriel-interactions': InteractionsElement;
    'oriel-sequence-map': SequenceMapElement;
    'oriel-chart': OrielChart;
  }
}
