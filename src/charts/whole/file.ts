// A picture as a file.

import type { Canvas } from '../chart.ts';
import { type Label, wholeCanvas } from '../scene/labels.ts';
import { slug } from '../scene/save.ts';
import { svgText } from '../scene/svg.ts';
import { type Picture, type Subject, sceneOf } from './picture.ts';

/** A picture as a self-contained SVG on a light ground; it grows wider where names need it. */
export function pictureSvg(picture: Picture, subject: Pick<Subject, 'language'>, canvas: Canvas): string {
  const labels = (picture.names ?? []).map((name): Label => ({ name, cell: null, full: name }));
  const whole = picture.names ? wholeCanvas(labels, { ...canvas, active: null }) : { ...canvas, active: null };
  return svgText(sceneOf(picture, subject, whole), spoken(picture));
}

/** Title and sentence, for those who cannot see it. */
export const spoken = ({ title, sentence }: Picture): string => `${title}. ${sentence}`;

/** A file name that says what the file shows, in every language the same. */
export function pictureFile(chart: string, { inspection }: Pick<Subject, 'inspection'>, extension: string): string {
  const parts = ['oriel', inspection.model.name.replace(/\.\w+$/, ''), inspection.output, chart]
    .map((part) => slug(part, 40))
    .filter((part) => part !== '');
  return `${parts.join('_')}.${extension}`;
}
