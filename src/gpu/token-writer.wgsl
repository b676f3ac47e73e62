// Makes rows of tokens from coalitions, as the typed-array masker does: tokens of absent players
// are replaced by the mask token, leave their places empty, or are removed. Each thread writes one
// row.

struct Batch {
  first: u32, // first row of the batch; each coalition has one row
  rows: u32, // number of its rows; the last is repeated up to size
  size: u32, // number of rows to write
  words: u32, // words of a coalition's bits
  tokens: u32,
  columns: u32, // places of the game's rows
  places: u32, // places of the model's rows; those past the columns are empty
  absent: u32, // MASK, PAD or REMOVE
  mask: i32,
  left: u32, // 1 where empty places come first
  role: u32, // what the model is told about a place: its token, whether it has one, 0, its index
  pad: i32, // id that an empty place gets
}

const MASK = 0u;
const REMOVE = 2u;
const NO_TOKEN = -1;

@group(0) @binding(0) var<uniform> batch: Batch;
@group(0) @binding(1) var<storage, read> coalitions: array<u32>;
@group(0) @binding(2) var<storage, read> players: array<i32>;
@group(0) @binding(3) var<storage, read> ids: array<i32>;
@group(0) @binding(4) var<storage, read_write> filled: array<i32>;

// Whether the input's numbers have 64 bits.
override wide: bool = false;

fn present(row: u32, player: i32) -> bool {
  if (player < 0) {
    return true;
  }
  let word = coalitions[row * batch.words + (u32(player) >> 5u)];
  return ((word >> (u32(player) & 31u)) & 1u) == 1u;
}

fn told(token: i32, place: u32) -> i32 {
  switch batch.role {
    case 0u: { return select(token, batch.pad, token < 0); }
    case 1u: { return select(1, 0, token < 0); }
    case 2u: { return 0; }
    default: { return i32(place); }
  }
}

fn put(row: u32, place: u32, token: i32) {
  let at = row * batch.places + place;
  let number = told(token, place);
  if (wide) {
    filled[2u * at] = number;
    filled[2u * at + 1u] = select(0, -1, number < 0);
  } else {
    filled[at] = number;
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= batch.size) {
    return;
  }
  let coalition = batch.first + min(row, batch.rows - 1u);
  var kept = batch.tokens;
  if (batch.absent == REMOVE) {
    kept = 0u;
    for (var i = 0u; i < batch.tokens; i++) {
      kept += select(0u, 1u, present(coalition, players[i]));
    }
  }
  let start = select(0u, batch.columns - kept, batch.left == 1u);
  for (var place = 0u; place < batch.places; place++) {
    if (place < start || place >= start + kept) {
      put(row, place, NO_TOKEN);
    }
  }
  var place = start;
  for (var i = 0u; i < batch.tokens; i++) {
    if (present(coalition, players[i])) {
      put(row, place, ids[i]);
    } else if (batch.absent == REMOVE) {
      continue;
    } else {
      put(row, place, select(NO_TOKEN, batch.mask, batch.absent == MASK));
    }
    place++;
  }
}
