// How far a request may go. Page, address, command line and engine read the limits here, and their
// texts name them from here.

/** Least and most of what can be set. */
export const limits = {
  seed: [0, 4_294_967_295],
  /** Coalitions, or drawn rows for LIME. */
  samples: [2, 1_000_000],
  milliseconds: [50, 600_000],
  /** Largest standard error over the sum of absolute attributions; 0 never stops. */
  error: [0, 0.5],
  /** Superpixels of a picture. */
  segments: [20, 200],
  backgroundRows: [1, 100],
  /** Background rows where absent columns are drawn given the present ones: that takes more. */
  conditionalRows: [1, 1000],
  /** Rows that are drawn for a combination then. */
  draws: [1, 1000],
  /** Part of a long text, from 0. */
  window: [0, 10_000],
  /** Ways to another answer. */
  ways: [1, 4],
  /** Share of draws with the same answer, for a rule. */
  precision: [0.5, 0.999],
  /** The most similar rows of a table with the same answer, and as many with another. */
  examples: [1, 20],
  /** Principal reasons for a decision. */
  reasons: [1, 20],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;

/**
 * The 1 % rule: unless a request says otherwise, an explanation stops once the largest standard
 * error is at most this part of the sum of absolute attributions. It is too small to be seen in a
 * chart.
 */
export const ERROR_TARGET = 0.01;

/** How long changes that lead to another answer are looked for, unless a request says otherwise. */
export const CHANGE_MILLISECONDS = 10_000;

/** Largest model file that is opened, in units of MEGABYTE bytes. */
export const MODEL_MEGABYTES = 200;
/** Largest other file that is read: a text beyond it is longer than JavaScript's strings can be. */
export const FILE_MEGABYTES = 500;
export const MEGABYTE = 2 ** 20;
/** Most that the parts of a compressed file may take unpacked, in megabytes. */
export const UNPACKED_MEGABYTES = 512;

/**
 * What a model may hold and ask for: far more than real ones do, and so little that a damaged or a
 * hostile file cannot exhaust the machine.
 */
export const mostOf = {
  /** Nodes of a graph, with those of its functions written out. */
  nodes: 100_000,
  /** Steps of its loops, one within the other multiplied. */
  loopSteps: 100_000,
  /** Numbers of a tensor that it makes by itself. */
  tensorNumbers: 2 ** 26,
  /** Numbers of a call: rows that the file fixes times numbers of a row. */
  callNumbers: 2 ** 25,
  /** Numbers of a layer that has more than all weights of its model. */
  layerNumbers: 2 ** 22,
  /** K: numbers of an answer. */
  outputs: 100_000,
} as const;

/** Memory of the ONNX runtime in megabytes: at least, and for each megabyte of the model's file. */
export const RUNTIME_MEGABYTES = { least: 640, perMegabyte: 16, most: 4096 } as const;

/** How large a table may be: so that it fits into the memory of a browser. */
export const tableLimits = { megabytes: 400, columns: 50_000, cells: 30_000_000 } as const;

/**
 * How long an engine may hear nothing while it reads or explains: then the page offers to end it,
 * and the command line ends.
 */
export const SILENCE_SECONDS = { page: 10, commandLine: 120 } as const;

/**
 * Largest difference from the answers of the CPU's runtime, relative to the largest of them, at
 * which another back end is trusted, and explanations by it count as the same.
 */
export const AGREEMENT = 1e-3;

/** Most that an engine remembers of models' answers; games that were used least lately go first. */
export const KNOWN_MEGABYTES = 64;

/** Most that a page holds of what it explained; what was used least lately goes first. */
export const SESSION_MEGABYTES = 64;

/** After how long a job under way is kept to be found again, and between which what it knows is. */
export const UNDER_WAY_SECONDS = { first: 1, between: 5 } as const;

/** Most that a store keeps before the least recently used goes: in memory, and on the disk. */
export const storeMegabytes = { memory: 256, lasting: 2048 } as const;

/** Most rows of a table that are copied at once; more are saved as a file. */
export const COPIED_ROWS = 1000;

/** Most origins that a configuration may name: they are part of a header of every response. */
export const HOSTS = 100;

/** What a page that holds the widget may send to it, and it to the page. */
export const widgetLimits = {
  /**
   * Of a message: characters of texts, entries of lists and objects, and bytes of files, in units
   * of MEGABYTE. Messages a second, and how many may come at once after a rest.
   */
  fromHost: { characters: 2 ** 23, entries: 2 ** 17, megabytes: 300, aSecond: 60, atOnce: 200 },
  fromFrame: { characters: 2 ** 24, entries: 2 ** 22, megabytes: 0, aSecond: 240, atOnce: 800 },
  /**
   * What frames that use another's engine may ask of it: each so many calls that are not answered
   * yet, and so much held open, of messages as above.
   */
  followers: 12,
  fromFollower: { characters: 2 ** 23, entries: 2 ** 17, megabytes: 300, aSecond: 1000, atOnce: 4000 },
  followerCalls: 64,
  followerHandles: 100,
  followerMegabytes: 600,
  /** How deep lists and objects may lie within each other. */
  depth: 16,
  /** Requests that are not answered yet. */
  requests: 32,
  /** CSS pixels. */
  height: 20_000,
  /** Seconds between signs of life, and how many may fail to come. */
  pingSeconds: 5,
  missedPings: 3,
} as const;

/** How far the service goes; the first few unless its options say otherwise. */
export const serveLimits = {
  port: 8080,
  /** Requests that wait for their turn: for explanations, and for predictions. */
  queue: 64,
  predictions: 256,
  /** Of a request: how long it is waited for, megabytes of its body, and instances. */
  seconds: 60,
  megabytes: 16,
  instances: 256,
  /** Megabytes of bodies of all requests that are being read or answered. */
  heldMegabytes: 256,
  /** Megabytes of explanations that are kept in memory. */
  keptMegabytes: 64,
  /** What is asked of the engine at a time: it does one, and others are made ready. */
  running: { explain: 8, predict: 8 },
  /** Explanations that are not waited for: how many are remembered, and the longest. */
  remembered: 100,
  longestSeconds: 3600,
  /** How deep lists and objects of a body may lie within each other. */
  depth: 16,
  headerBytes: 16_384,
  headers: 100,
  connections: 1000,
  /** Seconds that a client may take for its headers and its whole request, and be idle after. */
  headerSeconds: 10,
  bodySeconds: 30,
  idleSeconds: 65,
  /** Seconds that what is under way may take once it is stopped: less than Kubernetes waits. */
  drainSeconds: 25,
} as const;

/** What a kiosk keeps of itself: errors, and days on which is counted what was used. */
export const KIOSK_FAULTS = 200;
export const KIOSK_DAYS = 400;
/** Minutes after which the turning pages are loaded anew, that nobody has touched. */
export const KIOSK_PAGES_MINUTES = 30;
/** Seconds that a kiosk's engine may give no sign of life. */
export const KIOSK_SILENCE_SECONDS = 30;
