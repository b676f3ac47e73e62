import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { createLanguage } from '../../../src/catalogue/language.ts';
import '../../../src/charts/elements/index.ts';
import type { ChartElement } from '../../../src/charts/elements/chart-element.ts';
import type { OrielChart } from '../../../src/charts/elements/oriel-chart.ts';
import type { Explanation } from '../../../src/records/record.ts';
import { arabic, credit, creditLater, image, insult, lime, longNames } from '../../unit/charts/fixtures.ts';

afterEach(() => document.body.replaceChildren());

/** A chart of the given width on the page, drawn. */
async function show(
  record: Explanation,
  width = 700,
  chart: string | null = null,
): Promise<{ host: OrielChart; chart: ChartElement }> {
  const host = document.createElement('oriel-chart');
  host.record = record;
  host.chart = chart;
  const room = document.createElement('main');
  room.style.width = `${width}px`;
  room.append(host);
  document.body.append(room);
  return { host, chart: await drawn(host) };
}

/** An SVG as a document; null where it is not well-formed. */
function parsed(svg: string): Promise<Document | null> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' })));
    request.responseType = 'document';
    request.onloadend = () => resolve(request.responseXML);
    request.send();
  });
}

async function drawn(host: OrielChart): Promise<ChartElement> {
  await host.updateComplete;
  const chart = host.element as ChartElement;
  do {
    await new Promise(requestAnimationFrame);
    await chart.updateComplete;
  } while (!svgOf(chart).hasAttribute('viewBox'));
  return chart;
}

const svgOf = (chart: ChartElement) => chart.renderRoot.querySelector('svg') as SVGSVGElement;
const readout = (chart: ChartElement) => chart.renderRoot.querySelector('output')?.textContent ?? '';
const textsOf = (chart: ChartElement) => [...svgOf(chart).querySelectorAll('text')].map((text) => text.textContent);

const barWidth = (chart: ChartElement) => svgOf(chart).querySelector('.bar')?.getBoundingClientRect().width ?? 0;

async function press(chart: ChartElement, key: string): Promise<void> {
  svgOf(chart).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await chart.updateComplete;
}

describe('a chart on the page', () => {
  it('is an image with a sentence and a table', async () => {
    const { chart } = await show(credit, 700, 'waterfall');
    expect(svgOf(chart).getAttribute('role')).toBe('img');
    expect(svgOf(chart).getAttribute('aria-label')).toContain('the model’s answer for bad risk is 66.6');
    const table = chart.renderRoot.querySelector(`#${svgOf(chart).getAttribute('aria-details')}`);
    expect(table?.querySelectorAll('tbody tr')).toHaveLength(20);
    expect(table?.querySelector('tbody tr')?.textContent).toContain('+14.2');
  });

  it.each([
    [320, 'waterfall', longNames],
    [700, 'waterfall', credit],
    [320, 'bars', credit],
    [700, 'bars', longNames],
  ] as const)('keeps what the browser draws inside its %i px (%s)', async (width, kind, record) => {
    const { chart } = await show(record, width, kind);
    const room = svgOf(chart).getBoundingClientRect();
    expect(room.width).toBe(width);
    for (const text of svgOf(chart).querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      // The halo of three pixels counts as part of the box.
      expect(box.left, text.textContent ?? '').toBeGreaterThanOrEqual(room.left - 2.5);
      expect(box.right, text.textContent ?? '').toBeLessThanOrEqual(room.right + 2.5);
    }
  });

  it('updates by player and rebuilds nothing', async () => {
    const { host, chart } = await show(credit, 700, 'bars');
    const before = new Map(
      [...svgOf(chart).querySelectorAll('[data-player]')].map((strip) => [
        strip.getAttribute('data-player'),
        strip.parentElement,
      ]),
    );
    const bar = before.get('0')?.querySelector('.bar');
    const shape = bar?.getAttribute('d');
    host.record = creditLater;
    await drawn(host);
    const after = new Map(
      [...svgOf(chart).querySelectorAll('[data-player]')].map((strip) => [
        strip.getAttribute('data-player'),
        strip.parentElement,
      ]),
    );
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [player, row] of after) expect(row).toBe(before.get(player));
    expect(bar?.getAttribute('d')).not.toBe(shape);
    expect(svgOf(chart).classList.contains('glides')).toBe(true);
  });

  it('does not glide from one explanation to another', async () => {
    const { host, chart } = await show(credit, 700, 'bars');
    host.record = { ...creditLater, input: { ...creditLater.input, sha256: 'another row' } };
    await drawn(host);
    expect(svgOf(chart).classList.contains('glides')).toBe(false);
  });

  it('follows its room', async () => {
    const { chart } = await show(credit, 700);
    expect(svgOf(chart).getAttribute('width')).toBe('700');
    (chart.closest('main') ?? document.querySelector('main'))?.style.setProperty('width', '340px');
    await new Promise((resolve) => {
      new ResizeObserver((_, observer) => {
        if (chart.offsetWidth === 340) {
          observer.disconnect();
          requestAnimationFrame(resolve);
        }
      }).observe(chart);
    });
    await chart.updateComplete;
    expect(svgOf(chart).getAttribute('width')).toBe('340');
  });

  it('is read with the keyboard and the pointer', async () => {
    const { chart } = await show(credit, 700, 'waterfall');
    await press(chart, 'ArrowDown');
    expect(readout(chart)).toBe('checking_status = <0: +14.2 percentage points, standard error 0.3, number 1 of 20');
    await press(chart, 'ArrowDown');
    expect(readout(chart)).toContain('duration = 48');
    await press(chart, 'End');
    expect(readout(chart)).toContain('number 10 of 20');
    await press(chart, 'Escape');
    expect(readout(chart)).toContain('arrow keys');
    const bar = svgOf(chart).querySelectorAll('.bar')[1];
    bar.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, composed: true, pointerType: 'touch' }));
    await chart.updateComplete;
    expect(readout(chart)).toContain('duration = 48');
    svgOf(chart).dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'touch' }));
    await chart.updateComplete;
    expect(readout(chart)).toContain('duration = 48');
    svgOf(chart).dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
    await chart.updateComplete;
    expect(readout(chart)).not.toContain('duration');
  });

  it('shows all players when asked, and fewer again', async () => {
    const { chart } = await show(credit, 700, 'waterfall');
    const button = chart.renderRoot.querySelector<HTMLButtonElement>('.below button');
    expect(button?.textContent).toBe('Show all 20');
    expect(textsOf(chart)).toContain('10 others');
    button?.click();
    await chart.updateComplete;
    expect(textsOf(chart)).not.toContain('10 others');
    expect(svgOf(chart).querySelectorAll('[data-player]')).toHaveLength(20);
    chart.renderRoot.querySelector<HTMLButtonElement>('.below button')?.click();
    await chart.updateComplete;
    expect(textsOf(chart)).toContain('10 others');
  });
});

describe('oriel-chart', () => {
  it('offers the kinds a record allows and tells a choice', async () => {
    const { host } = await show(credit);
    expect(host.element?.localName).toBe('oriel-bars');
    const told: string[] = [];
    host.addEventListener('oriel-chart-kind', (event) => told.push((event as CustomEvent<string>).detail));
    const kinds = [...host.renderRoot.querySelectorAll<HTMLButtonElement>('.kinds button')];
    expect(kinds.map((kind) => kind.textContent)).toEqual(['Steps', 'Bars']);
    kinds[0].click();
    await drawn(host);
    expect(host.element?.localName).toBe('oriel-waterfall');
    expect(told).toEqual(['waterfall']);
    host.record = lime;
    await drawn(host);
    expect(host.element?.localName).toBe('oriel-bars');
    host.offered = ['interactions'];
    await drawn(host);
    const offered = host.renderRoot.querySelector<HTMLButtonElement>('.kinds button:last-child');
    expect(offered?.textContent).toBe('Interactions');
    offered?.click();
    await drawn(host);
    expect(told.at(-1)).toBe('interactions');
    expect(host.element?.localName).toBe('oriel-bars');
    host.record = image;
    await drawn(host);
    expect(host.element?.localName).toBe('oriel-image-overlay');
  });

  it('draws two that stand beside one another to one scale, whatever is unfolded', async () => {
    const larger = { ...credit, attributions: credit.attributions.map((values) => values.map((value) => 2 * value)) };
    const [{ host: one }, { host: other }] = [await show(credit, 500, 'bars'), await show(larger, 500, 'bars')];
    const alone = barWidth(await drawn(one));
    [one.beside, other.beside] = [larger, credit];
    const [first, second] = [barWidth(await drawn(one)), barWidth(await drawn(other))];
    expect(first).toBeLessThan(0.6 * alone);
    expect(Math.abs(second / first - 2)).toBeLessThan(0.02);
    one.chart = other.chart = 'waterfall';
    const steps = await Promise.all([one, other].map(drawn));
    expect(Math.abs(barWidth(steps[1]) / barWidth(steps[0]) - 2)).toBeLessThan(0.02);
    steps[0].renderRoot.querySelector<HTMLButtonElement>('.below button')?.click();
    await drawn(one);
    expect(Math.abs(barWidth(steps[1]) / barWidth(steps[0]) - 2)).toBeLessThan(0.02);
  });

  it('passes on how to show it', async () => {
    const { host } = await show(credit, 700, 'waterfall');
    host.flip = true;
    host.label = 'good risk';
    host.max = 4;
    const chart = await drawn(host);
    expect(textsOf(chart)).toContain('good risk: 33.4\u00a0%, on average 70.2\u00a0%');
    expect(textsOf(chart)).toContain('17 others');
  });

  it.each([credit, lime, image, insult])('passes axe in both themes', async (record) => {
    const { host } = await show(record);
    for (const [scheme, paper] of [
      ['light', '#ffffff'],
      ['dark', '#16181c'],
    ]) {
      document.documentElement.style.colorScheme = scheme;
      document.body.style.background = paper;
      const { violations } = await axe.run(host, { resultTypes: ['violations'] });
      expect(violations.map(({ id, nodes }) => `${scheme} ${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual(
        [],
      );
    }
    document.documentElement.style.colorScheme = '';
    document.body.style.background = '';
  });
});

describe('the language', () => {
  afterEach(() => document.documentElement.removeAttribute('lang'));

  const wrapper = (chart: ChartElement) => chart.renderRoot.querySelector<HTMLElement>('div');

  it('is that of the nearest lang, and follows it', async () => {
    const { host, chart } = await show(credit, 700, 'waterfall');
    expect(wrapper(chart)?.lang).toBe('en');
    document.documentElement.lang = 'en-XA';
    await expect.poll(() => wrapper(chart)?.lang).toBe('en-XA');
    expect(textsOf(chart).join()).not.toContain('average answer');
    expect(host.renderRoot.querySelector('.kinds')?.textContent).not.toContain('Bars');
    const room = document.querySelector('main') as HTMLElement;
    room.lang = 'ar-XB';
    await expect.poll(() => wrapper(chart)?.dir).toBe('rtl');
    expect(getComputedStyle(svgOf(chart)).direction).toBe('ltr');
    expect(svgOf(chart).querySelector('text')?.getAttribute('direction')).toBe('rtl');
    host.lang = 'en';
    await expect.poll(() => wrapper(chart)?.lang).toBe('en');
    expect(textsOf(chart).join()).toContain('average answer');
  });

  it('is the one that the page hands over, whatever lang says', async () => {
    const { host } = await show(credit, 700, 'waterfall');
    document.documentElement.lang = 'en-XA';
    host.language = createLanguage('de', 'ltr', {});
    const chart = await drawn(host);
    expect(textsOf(chart)).toContain('bad risk: 66,6\u00a0%, on average 29,8\u00a0%');
  });
});

describe('the text', () => {
  const wordsOf = (chart: ChartElement) => [...chart.renderRoot.querySelectorAll<HTMLElement>('.words [data-player]')];

  it.each([insult, arabic])('stands there as it was typed', async (record) => {
    const { chart } = await show(record, 700);
    expect(chart.localName).toBe('oriel-text');
    const box = chart.renderRoot.querySelector<HTMLElement>('.words');
    expect(box?.textContent).toBe(record.input.kind === 'text' ? record.input.text : '');
    expect(getComputedStyle(box as HTMLElement).direction).toBe(record === arabic ? 'rtl' : 'ltr');
    expect(wordsOf(chart).map((word) => word.textContent)).toEqual(record.players);
  });

  it('colours words by direction and size', async () => {
    const { chart } = await show(insult, 700);
    const strength = (player: number) => Number(wordsOf(chart)[player].style.getPropertyValue('--strength'));
    expect(strength(4)).toBe(1);
    expect(strength(7)).toBeCloseTo(0.222 / 0.388, 6);
    expect(strength(5)).toBe(0);
    expect(wordsOf(chart)[4].className).toBe('word toward');
    expect(wordsOf(chart)[10].className).toBe('word away');
    expect(wordsOf(chart)[1].className).toBe('word away faint');
    expect(getComputedStyle(wordsOf(chart)[4]).backgroundColor).not.toBe(
      getComputedStyle(wordsOf(chart)[7]).backgroundColor,
    );
    const bars = [...chart.renderRoot.querySelectorAll('.list li')].map((item) => item.textContent);
    expect(bars.slice(0, 3)).toEqual(['idiot+38.8', 'stupid+36.5', 'nobody+22.2']);
    expect(bars).toHaveLength(8);
  });

  it('tells a word’s value and its phrase’s, by pointer, click and keys', async () => {
    const { chart } = await show(insult, 700);
    const marked = (name: string) =>
      wordsOf(chart).flatMap((word, player) => (word.classList.contains(name) ? player : []));
    wordsOf(chart)[3].dispatchEvent(new PointerEvent('pointermove', { bubbles: true, composed: true }));
    await chart.updateComplete;
    expect(readout(chart)).toContain('stupid: +36.5 percentage points');
    expect(readout(chart)).toContain('“stupid idiot” together: +75.3');
    expect([marked('on'), marked('near')]).toEqual([[3], [3, 4]]);
    wordsOf(chart)[3].click();
    await chart.updateComplete;
    expect(readout(chart)).toMatch(/^“stupid idiot” together/);
    expect(marked('on')).toEqual([3, 4]);
    const between = [...chart.renderRoot.querySelectorAll<HTMLElement>('.gap')].filter((gap) =>
      gap.classList.contains('on'),
    );
    expect(between.map((gap) => gap.textContent)).toEqual([' ']);
    const box = chart.renderRoot.querySelector('.words') as HTMLElement;
    const type = async (key: string) => {
      box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      await chart.updateComplete;
    };
    await type('ArrowUp');
    expect(marked('on')).toEqual([2, 3, 4]);
    await type('ArrowRight');
    expect(readout(chart)).toMatch(/^,: /);
    await type('Escape');
    expect([readout(chart).includes('click'), marked('on')]).toEqual([true, []]);
  });

  it('keeps to a narrow room, with the list below', async () => {
    const { chart } = await show(insult, 320);
    const room = chart.getBoundingClientRect();
    for (const part of chart.renderRoot.querySelectorAll('.words, .words span, .list, .list b')) {
      expect(part.getBoundingClientRect().right).toBeLessThanOrEqual(room.right + 0.5);
    }
    const [box, list] = ['.words', '.list'].map((name) =>
      (chart.renderRoot.querySelector(name) as Element).getBoundingClientRect(),
    );
    expect(list.top).toBeGreaterThanOrEqual(box.bottom);
  });

  it('is drawn in full in a file', async () => {
    const { chart } = await show(insult, 700);
    const svg = chart.toSVG();
    for (const word of insult.players) expect(svg).toContain(`>${word}<`);
    expect(svg).not.toMatch(/\sstyle=|class=/);
  });
});

describe('the image overlay', () => {
  it('colours segments by direction and size, and the slider makes them stronger', async () => {
    const { chart } = await show(image, 400);
    const opacity = () =>
      [...svgOf(chart).querySelectorAll('path[data-player]')].map((path) => Number(path.getAttribute('fill-opacity')));
    expect(opacity()).toEqual([0.5, 0.1, 0.3, 0.05]);
    const fills = [...svgOf(chart).querySelectorAll('path[data-player]')].map((path) => path.getAttribute('fill'));
    expect(fills[0]).toBe(fills[2]);
    expect(fills[0]).not.toBe(fills[1]);
    const slider = chart.renderRoot.querySelector<HTMLInputElement>('input[type=range]');
    if (!slider) throw new Error('no slider');
    slider.value = '1';
    slider.dispatchEvent(new Event('input'));
    await chart.updateComplete;
    expect(opacity()).toEqual([1, 0.2, 0.6, 0.1]);
  });

  it('goes through segments by rank and outlines the one it names', async () => {
    const { chart } = await show(image, 400);
    await press(chart, 'ArrowRight');
    await press(chart, 'ArrowRight');
    expect(readout(chart)).toBe('segment 2: +30.0 percentage points, standard error 1.0, number 2 of 4');
    const outline = [...svgOf(chart).querySelectorAll('path')].filter(
      (path) => path.getAttribute('stroke') === '#ffffff',
    );
    expect(outline.map((path) => path.getAttribute('d'))).toEqual([
      svgOf(chart).querySelector('path[data-player="2"]')?.getAttribute('d'),
    ]);
  });
});

describe('files', () => {
  it('an SVG stands alone and is well-formed', async () => {
    const { host } = await show(longNames, 700, 'waterfall');
    expect((await parsed(host.toSVG()))?.documentElement.tagName).toBe('svg');
    expect(await parsed('<svg><g></svg>')).toBeNull();
    expect(host.toSVG()).not.toMatch(/var\(|style=|data-player/);
  });

  it.each([
    ['oriel-bars', credit, [217, 113, 15]],
    ['oriel-image-overlay', image, [244, 122, 0]],
  ] as const)('a PNG of %s shows its colours at twice the size', async (_tag, record, colour) => {
    const { host, chart } = await show(record, 400);
    Object.assign(chart, { strength: 1 }); // nothing of a picture shows through
    const blob = await host.toPNG(2);
    if (!blob) throw new Error('no picture');
    expect(blob.type).toBe('image/png');
    const bitmap = await createImageBitmap(blob);
    expect(bitmap.width).toBe(2 * (400 + 32));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? { data: new Uint8ClampedArray() };
    let near = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (Math.hypot(data[at] - colour[0], data[at + 1] - colour[1], data[at + 2] - colour[2]) < 60) near++;
    }
    expect(near).toBeGreaterThan(1000);
  });

  it('are saved under a name that says what they show', async () => {
    const { host } = await show(credit, 700, 'waterfall');
    const saved: { name: string; url: string }[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      saved.push({ name: this.download, url: this.href });
    };
    try {
      const [svg, png] = [...host.renderRoot.querySelectorAll<HTMLButtonElement>('.saves button')];
      svg.click();
      png.click();
      await expect.poll(() => saved.length).toBe(2);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
    expect(saved.map((file) => file.name)).toEqual([
      'oriel_gbt_row-12_kernel-shap_bad-risk_waterfall.svg',
      'oriel_gbt_row-12_kernel-shap_bad-risk_waterfall.png',
    ]);
    expect(await (await fetch(saved[0].url)).text()).toBe(host.toSVG());
  });
});
