import type { Change } from '../../counterfactuals/fewest-parts.ts';
import { add, coalitionsOf } from '../../games/coalitions.ts';
import { createMasker } from '../../games/masker.ts';
import type { PartsRequest } from '../protocol.ts';
import type { ImageStudy, PictureFile } from '../studies/study.ts';
import { imageSubject } from '../subjects/image.ts';
import type { InParts } from './in-parts.ts';

/** A picture in superpixels, of which some are hidden as explanations hide them. */
export async function pictureInParts(
  study: ImageStudy,
  picture: PictureFile,
  request: Pick<PartsRequest, 'image'>,
): Promise<InParts> {
  const { masker: spec, input } = await imageSubject(study, request, picture);
  const masker = createMasker(spec);
  const { players, columns } = masker;
  const pixels = new Float64Array(players);
  if (spec.kind === 'image') for (const player of spec.segments) pixels[player]++;
  const size = pixels.reduce((sum, each) => sum + each, 0);
  const {
    kind,
    sha256,
    file,
    width,
    height,
    picture: seen,
    segments,
    fill,
  } = input as typeof input & { kind: 'image' };
  return {
    variants: new Array<number>(players).fill(1),
    shares: Array.from(pixels, (each) => each / size),
    columns,
    rowsOf(changes) {
      const coalitions = coalitionsOf(players, changes.length);
      for (const [row, { parts }] of changes.entries())
        for (let player = 0; player < players; player++) if (!parts.includes(player)) add(coalitions, row, player);
      const rows = new Float32Array(changes.length * columns);
      masker.write(coalitions, 0, changes.length, rows);
      return rows;
    },
    input: { kind, sha256, file, width, height, picture: seen, segments, parts: players, fill },
    change: 'hide',
    wayOf: (_: { readonly levers: Change['parts'] }) => ({ by: null, text: null }),
  };
}
