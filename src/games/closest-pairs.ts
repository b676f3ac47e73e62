/** Clusters of players, each at the place of its first player. */
export interface Clusters {
  readonly players: number;
  /** players × players, symmetric. */
  readonly distance: Float64Array;
  /** players × players: 1 where two are neighbours, which come before all others. */
  readonly linked: Uint8Array | undefined;
  /** Players of the cluster at each place. */
  readonly size: Int32Array;
  /** Places of the clusters that there are, ascending. */
  places: Int32Array;
}

export interface ClosestPairs {
  /** The pair to be joined next, of which `into` is the first. */
  closest(): { readonly into: number; readonly from: number };
  /** `from` is part of `into` now, whose distances and size are new. */
  joined(into: number, from: number): void;
}

/**
 * Finds the closest pair of clusters again and again while they are joined: neighbours first, then
 * by distance, then by players, then by the first cluster and the second.
 *
 * For each cluster it knows the closest of those behind it. Where that one is joined with another,
 * what was known is no longer it, but nothing is closer: only when it comes first of all is the
 * cluster looked at anew (Müllner 2011, the generic algorithm).
 */
export function closestPairs(clusters: Clusters): ClosestPairs {
  const { players, distance, linked, size } = clusters;
  /** By place, the closest one behind it; −1 where there is none. */
  const nearest = new Int32Array(players).fill(-1);
  const known = {
    apart: new Uint8Array(players),
    distance: new Float64Array(players),
    size: new Int32Array(players),
    /** 1 where nothing is closer than what is known, but that itself may be gone. */
    stale: new Uint8Array(players),
  };

  const isApart = (a: number, b: number): number => (linked && linked[a * players + b] === 0 ? 1 : 0);

  /** Whether a pair of `place` comes before what is known of it. */
  const isCloser = (place: number, other: number): boolean => {
    if (nearest[place] < 0) return true;
    const apart = isApart(place, other) - known.apart[place];
    if (apart !== 0) return apart < 0;
    const between = distance[place * players + other];
    if (between !== known.distance[place]) return between < known.distance[place];
    const sizes = size[place] + size[other] - known.size[place];
    return sizes !== 0 ? sizes < 0 : other <= nearest[place];
  };
  const keep = (place: number, other: number): void => {
    nearest[place] = other;
    known.apart[place] = isApart(place, other);
    known.distance[place] = distance[place * players + other];
    known.size[place] = size[place] + size[other];
    known.stale[place] = 0;
  };
  const search = (place: number): void => {
    nearest[place] = -1;
    const { places } = clusters;
    for (let at = places.length - 1; at >= 0 && places[at] > place; at--)
      if (isCloser(place, places[at])) keep(place, places[at]);
  };

  /** The place whose known pair comes first. */
  const first = (): number => {
    let best = -1;
    for (const place of clusters.places) {
      if (nearest[place] < 0) continue;
      if (best < 0) best = place;
      const apart = known.apart[place] - known.apart[best];
      const gap = known.distance[place] - known.distance[best];
      const closer = apart !== 0 ? apart : gap !== 0 ? gap : known.size[place] - known.size[best];
      if (closer < 0) best = place;
    }
    return best;
  };

  for (const place of clusters.places) search(place);
  return {
    closest() {
      let into = first();
      for (; known.stale[into] === 1; into = first()) search(into);
      return { into, from: nearest[into] };
    },
    joined(into, from) {
      for (const place of clusters.places) {
        if (place >= from) break;
        if (place < into && isCloser(place, into)) keep(place, into);
        else if (nearest[place] === into || nearest[place] === from) known.stale[place] = 1;
      }
      search(into);
    },
  };
}
