import { light, type Palette } from './palette.ts';
import { fontFamily, type Mark, type Role, type Scene } from './scene.ts';

/** A role as its colour; any other value unchanged. */
export function paintValue(name: string, value: string | number, palette: Palette): string {
  return (name === 'fill' || name === 'stroke') && String(value) in palette ? palette[value as Role] : String(value);
}

/**
 * Attributes of the root: the scene's fonts; digits of equal width; the direction of pictures, also
 * on a page that goes the other way.
 */
export const rootAttributes = {
  direction: 'ltr',
  'font-family': fontFamily,
  'font-variant': 'tabular-nums',
  'stroke-linecap': 'butt',
} as const;

/** The scene as a self-contained file on a light ground, without styles or references. */
export function svgText(scene: Scene, label: string, palette: Palette = light): string {
  const margin = 16;
  const width = Math.ceil(scene.width) + 2 * margin;
  const height = Math.ceil(scene.height) + 2 * margin;
  const root = Object.entries(rootAttributes)
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('');
  const size = `width="${width}" height="${height}"`;
  const box = `viewBox="${-margin} ${-margin} ${width} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} ${box} role="img"${root}>`,
    `<title>${escapeText(label)}</title>`,
    `<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${palette.paper}"/>`,
    ...scene.marks.map((mark) => markText(mark, palette)),
    '</svg>',
  ].join('\n');
}

function markText(mark: Mark, palette: Palette): string {
  if (mark.screenOnly) return '';
  const attributes = Object.entries(mark.attributes)
    .filter(([name]) => name !== 'class' && !name.startsWith('data-'))
    .map(([name, value]) => ` ${name}="${escapeText(paintValue(name, value, palette))}"`)
    .join('');
  const content =
    (mark.title === undefined ? '' : `<title>${escapeText(mark.title)}</title>`) +
    escapeText(mark.text ?? '') +
    (mark.children ?? []).map((child) => markText(child, palette)).join('');
  return content === '' ? `<${mark.tag}${attributes}/>` : `<${mark.tag}${attributes}>${content}</${mark.tag}>`;
}

/** XML text, without the characters that XML does not allow. */
function escapeText(content: string): string {
  return content
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
