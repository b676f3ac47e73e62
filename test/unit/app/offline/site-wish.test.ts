import { expect, test } from 'vitest';
import { type SiteWish, siteWish } from '../../../../src/app/offline/site-wish.ts';

const broken = (): Response =>
  new Response(new ReadableStream({ pull: (stream) => stream.error(new Error('cut off')) }));
const says = (text: string, status = 200) => new Response(text, { status });

test.each<[string, Response | null, SiteWish]>([
  ['there is no configuration', says('', 404), 'nothing'],
  ['it says nothing of it', says('{"lang":"de"}'), 'nothing'],
  ['it wants nothing kept', says('{"offline":false,"kiosk":{}}'), 'nothing'],
  ['it wants the page kept', says('{"offline":true}'), {}],
  [
    'it is a kiosk, whose examples are wanted',
    says('{"kiosk":{"examples":["credit/exact","penguins"]}}'),
    { examples: ['credit/exact', 'penguins'] },
  ],
  ['there is no network', null, 'unknown'],
  ['the server fails', says('{}', 503), 'unknown'],
  ['nobody may read it', says('', 403), 'unknown'],
  ['it is cut off', broken(), 'unknown'],
  ['it is wrong', says('{"offline":"yes"}'), 'unknown'],
])('what a site wants kept: %s', async (_, response, wish) => {
  expect(await siteWish(response)).toEqual(wish);
});
