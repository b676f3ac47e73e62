import { browserMeasure, type Measure } from '../scene/measure.ts';

/** By the font that the page gives. */
const measures = new Map<string, Measure>();

/** Measures texts in an element's own font. */
export function measureIn(element: Element): Measure {
  const { fontFamily: font } = getComputedStyle(element);
  const measure = measures.get(font) ?? browserMeasure(font || undefined);
  measures.set(font, measure);
  return measure;
}
