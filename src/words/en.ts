// Every word a person reads, in English. One file a language; keys are the same in all of them.

type Details = Readonly<Record<string, string | number>>;

/** Text from elsewhere, without a full stop of its own. */
const bare = (text: string | number): string => String(text).replace(/\.+$/, '');

/** Texts of the typed errors (src/errors.ts): what is wrong, where, and what to do. */
export const errorText = {
  'usage-unknown': (d: Details) => `${d.text} Run "oriel --help" for the options.`,
  'usage-contradiction': (d: Details) => `${d.first} and ${d.second} contradict each other. Leave one out.`,

  'model-unreadable': (d: Details) =>
    `${d.file} is not a model Oriel knows, or it is damaged: ${bare(d.text)}. Choose a file exported as .onnx, a TensorFlow.js model (model.json), or one that XGBoost (.json, .ubj) or LightGBM (.txt) saved.`,
  'model-parts-missing': (d: Details) =>
    `${d.file} keeps its weights in other files, and ${Number(d.count) === 1 ? 'one is' : 'these are'} missing: ${d.files}. Choose all its files together, their folder or a zip of it.`,
  'model-parts-size': (d: Details) =>
    `The weights of ${d.file} (${d.files}) have ${d.found} bytes, and ${d.expected} are needed. A file is cut short, or belongs to another model.`,
  'model-trees': (d: Details) =>
    `${d.file} is damaged, or it is not what it seems: ${bare(d.text)}. Save the model again and choose that file.`,
  'model-too-large': (d: Details) => `${d.file} has ${d.megabytes} MB. Models up to ${d.limit} MB can be opened.`,
  'model-unsupported': (d: Details) =>
    `${d.file} uses ${d.operator} (node ${d.node}), which this runtime cannot run: ${d.text}`,
  'model-input': (d: Details) => `Input "${d.input}" of ${d.file} cannot be filled: ${d.text}`,
  'model-output': (d: Details) => `Output "${d.output}" of ${d.file} cannot be explained: ${d.text}`,
  'model-needs-table': (d: Details) =>
    `${d.file} takes columns of a table. Drop a CSV file with the columns it was trained on.`,
  'model-needs-vocabulary': (d: Details) =>
    `${d.file} takes text. Bring its vocabulary as well: a tokenizer.json, a vocab.txt, or the word index (JSON) it was trained with.`,
  'model-not-finite': (d: Details) =>
    `${d.file} answers with a value that is not a number${d.where ? ` (${d.where})` : ''}. Look for missing or extreme values in the row.`,

  'data-empty': (d: Details) => `${d.file} is empty. A table needs a header line and at least one row.`,
  'data-binary': (d: Details) => `${d.file} is not text. Save the table as CSV (comma-separated values, UTF-8).`,
  'data-line-too-long': (d: Details) =>
    `Line ${d.line} of ${d.file} has more than ${d.limit} characters. Is it really a CSV file?`,
  'data-ragged': (d: Details) =>
    `Line ${d.line} of ${d.file} has ${d.found} ${Number(d.found) === 1 ? 'cell' : 'cells'}, the header has ${d.expected}. Put cells that hold the delimiter in quotes.`,
  'data-quotes': (d: Details) =>
    `Line ${d.line} of ${d.file} has quotation marks that do not match. Close them, or double those inside a cell.`,
  'data-no-header': (d: Details) =>
    `The first line of ${d.file} holds numbers where the names of the columns should stand. Add a header line.`,
  'data-duplicate-column': (d: Details) =>
    `Column "${d.column}" appears twice in ${d.file}. Give each column its own name.`,
  'data-missing-columns': (d: Details) =>
    `${d.file} lacks what the model needs: ${d.columns}. Add ${Number(d.count) === 1 ? 'that column' : 'those columns'} and drop the file again.`,
  'data-not-numeric': (d: Details) =>
    `Column "${d.column}" should hold numbers, but line ${d.line} of ${d.file} says "${d.text}".`,
  'data-too-big': (d: Details) =>
    `Column "${d.column}" holds ${d.text} (line ${d.line} of ${d.file}), which is too large for a 32-bit float.`,
  'data-unknown-level': (d: Details) =>
    `Column "${d.column}" holds "${d.text}" (line ${d.line} of ${d.file}), which the model does not know. It knows: ${d.levels}.`,
  'data-value': (d: Details) => `"${d.column}" cannot be "${d.text}". It must be ${d.expected}.`,
  'data-missing-value': (d: Details) =>
    `Column "${d.column}" is empty in line ${d.line} of ${d.file}, and this model cannot handle missing values.`,
  'data-not-exact': (d: Details) =>
    `Column "${d.column}" holds ${d.text}, a whole number too large to be kept exactly. Numbers up to 16777216 can be used.`,
  'data-columns-unclear': (d: Details) =>
    `The model takes ${d.expected} columns without names, ${d.file} has ${d.found}. Name the target column, or give a card that names the columns.`,
  'data-row': (d: Details) => `There is no row ${d.row}. ${d.file} has rows 0 to ${d.last}.`,
  'data-column': (d: Details) => `There is no column "${d.column}" in ${d.file}.`,
  'data-too-few-rows': (d: Details) => `${d.file} has too few usable rows for a background: ${d.rows}.`,

  'image-unreadable': (d: Details) => `${d.file} is not a JPEG or PNG picture, or it is damaged: ${bare(d.text)}.`,
  'image-too-large': (d: Details) =>
    `${d.file} has ${d.megapixels} megapixels. Pictures up to ${d.limit} megapixels can be opened.`,

  'tokenizer-unreadable': (d: Details) =>
    `${d.file} is not a vocabulary that can be read: ${bare(d.text)}. Bring the model’s tokenizer.json, its vocab.txt, or the word index (JSON) it was trained with.`,
  'text-empty': () => 'There is nothing to explain in this text: the model reads no words in it.',

  'card-invalid': (d: Details) => `${d.file} is not a valid card: ${bare(d.text)}.`,
  'record-invalid': (d: Details) => `This is not a valid explanation record: ${bare(d.text)}.`,
  'archive-unreadable': (d: Details) => `${d.file} is a zip that cannot be used: ${bare(d.text)}.`,
  'file-missing': (d: Details) => `${d.file} could not be read: ${bare(d.text)}.`,
  'groups-invalid': (d: Details) => `The groups are not usable: ${d.text}`,

  'request-invalid': (d: Details) => `The request cannot be carried out: ${d.text}`,
  'request-explainer': (d: Details) => `There is no explainer "${d.name}". There are: ${d.names}.`,
  'request-option': (d: Details) => `Option "${d.option}" of ${d.explainer} must be ${d.expected}, not ${d.value}.`,
  'request-too-many-players': (d: Details) =>
    `${d.explainer} can take up to ${d.limit} players, here are ${d.players}. Use kernel-shap instead.`,
  'request-output': (d: Details) => `There is no output "${d.output}". There are: ${d.outputs}.`,

  'failure-cancelled': () => 'Cancelled.',
  'failure-backend': (d: Details) => `The ${d.backend} back end failed: ${d.text}`,
  'failure-workers': (d: Details) => `The model's workers failed ${d.times} times in a row: ${d.text}`,
  'failure-busy': (d: Details) => `${d.jobs} explanations are waiting already. Ask again when some of them are done.`,
  'failure-closed': () => 'The engine has been closed.',
  'failure-unexpected': (d: Details) => `Something unexpected went wrong: ${d.text}`,
} as const;

/** Words of the charts. Names of outputs, players and numbers come ready to read. */
export const chartWords = {
  missing: 'missing',
  not: (name: string) => `not ${name}`,
  kinds: {
    waterfall: { label: 'Waterfall', help: 'Steps from the average answer to this one, the largest first.' },
    bars: { label: 'Bars', help: 'How much each feature counts, the largest first, with its uncertainty.' },
    interactions: { label: 'Interactions', help: 'What each two features do together, beyond what each does alone.' },
    text: { label: 'Text', help: 'The words of the text that speak for the answer and against it.' },
    'image-overlay': { label: 'Picture', help: 'The parts of the picture that speak for the answer and against it.' },
  },
  title: {
    waterfall: (name: string, base: string, answer: string) => `${name}: from ${base} to ${answer}`,
    bars: (name: string, answer: string) => `${name}: ${answer}`,
    lime: (name: string, answer: string) => `${name}: ${answer}`,
    image: (name: string, answer: string) => `${name}: ${answer}`,
  },
  base: 'average answer',
  baseText: 'all words hidden',
  baseTextTitle: 'The model’s answer with every word hidden.',
  hidden: (answer: string) => `all words hidden: ${answer}`,
  baseTitle: 'The mean of the model’s answers over the background rows.',
  prediction: 'this answer',
  others: (count: number) => `${count} others`,
  othersOne: '1 other',
  grouped: (count: number) => `${count} columns`,
  toward: (name: string, regression: boolean) => (regression ? 'raises it' : `towards ${name}`),
  away: (name: string, regression: boolean) => (regression ? 'lowers it' : `away from ${name}`),
  towardShort: (regression: boolean) => (regression ? 'raises it' : 'for the answer'),
  awayShort: (regression: boolean) => (regression ? 'lowers it' : 'against it'),
  faint: 'could go either way',
  interval: '95 % interval',
  units: {
    probability: 'percentage points',
    logit: 'log-odds',
    raw: 'the model’s raw score',
    value: 'the model’s units',
  },
  ownScale: 'units of its own',
  axis: {
    probability: (name: string) => `probability of ${name}`,
    logit: (name: string) => `log-odds of ${name}`,
    raw: (name: string) => `raw score of ${name}`,
    value: (name: string) => name,
  },
  caption: {
    waterfall: (units: string) => `Each step is what one feature of this row adds or takes away, in ${units}.`,
    bars: (units: string) =>
      `What each feature of this row adds or takes away against the average answer, in ${units}.`,
    lime: (units: string) =>
      `Coefficients of a local surrogate: a simple linear model fitted to the answers around this row, in ${units}.`,
    limeImage: (units: string) =>
      `Coefficients of a local surrogate: a simple linear model fitted to the answers for this picture with parts hidden, in ${units}.`,
    interactions: (units: string) =>
      `Each cell is what two features do together beyond what each does alone, those on the diagonal what a feature does alone, in ${units}. The cells of all features together are the difference from the average answer. Colours grow with the square root.`,
    paired: (shown: number, all: number) =>
      `The ${shown} features with the most interactions of ${all}; the table has all.`,
    effects: (units: string) =>
      `How much each one matters to this answer, in ${units}; such values need not add up to it.`,
    text: (units: string) =>
      `What each word of the text adds or takes away, in ${units}, against the answer with all words hidden.`,
    italics: 'Words in italics could go either way.',
    limeText: (units: string) =>
      `Coefficients of a local surrogate: a simple linear model fitted to the answers for this text with words taken out, in ${units}.`,
    image: (units: string) => `What each part of the picture adds or takes away, in ${units}.`,
    fit: (grade: string, r2: string) => `It follows the model ${grade} here (R² = ${r2}).`,
    shown: (shown: number, all: number) => `The ${shown} largest of ${all}.`,
  },
  /** R² in words, by the least value that earns them. */
  fits: [
    [0.9, 'very closely'],
    [0.7, 'closely'],
    [0.4, 'roughly'],
    [0.2, 'loosely'],
    [-Infinity, 'hardly'],
  ] as readonly (readonly [number, string])[],
  noEffect: 'No feature made a difference to this answer.',
  asTable: 'As a table',
  showAll: (count: number) => `Show all ${count}`,
  showFewer: 'Show fewer',
  saveSvg: ['↓ SVG', 'Save as SVG'],
  savePng: ['↓ PNG', 'Save as PNG'],
  toolbar: 'Chart',
  strength: 'Colour strength',
  outlines: 'Outlines',
  grey: 'Grey picture',
  textRemoved: 'The text was removed from this record.',
  textLabel: 'The text. Arrow keys go through its words; up takes in the phrase around.',
  listLabel: 'The words that count most',
  phrase: (phrase: string, effect: string) => `“${phrase}” together: ${effect}`,
  pictureRemoved: 'The picture was removed from this record.',
  hint: {
    rows: 'Point at a bar, or use the arrow keys.',
    segments: 'Point at a part of the picture, or use the arrow keys.',
    words: 'Point at a word, or use the arrow keys; a click or the up key takes in the phrase around it.',
    cells: 'Point at a cell, or use the arrow keys.',
  },
  readout: (label: string, effect: string, error: string | null, units: string, rank: number, count: number) =>
    `${label}: ${effect} ${units}${error === null ? '' : `, standard error ${error}`}, number ${rank} of ${count}`,
  pair: (a: string, b: string) => `${a} with ${b}`,
  alone: (name: string, effect: string) => `${name} alone: ${effect}`,
  together: (a: string, b: string, effect: string, error: string | null) =>
    `${a} together with ${b}: ${effect}${error === null ? '' : `, standard error ${error}`}`,
  segment: (name: string) => name,
  column: {
    player: 'Feature',
    segment: 'Part',
    word: 'Word',
    cell: 'Value',
    with: 'Together with',
    itself: '(alone)',
    effect: (units: string) => `Effect, ${units}`,
    error: 'Standard error',
  },
  summary: {
    waterfall: 'Waterfall chart',
    bars: 'Bar chart',
    interactions: 'Map of interactions',
    text: 'Text with its words coloured',
    'image-overlay': 'Picture with its parts coloured',
    answer: (chart: string, name: string, answer: string) => `${chart}: the model’s answer for ${name} is ${answer}`,
    average: (base: string) => `, against ${base} on average`,
    strongest: (list: string) => `; what counts most: ${list}.`,
    nothing: '; no feature made a difference.',
    together: (list: string) => `; what counts most together: ${list}.`,
    apart: '; no two features do anything together.',
  },
} as const;

const count = (n: number) => n.toLocaleString('en');

/** Why the engine chose what it chose; part of every record. */
export const engineWords = {
  askedFor: 'asked for',
  exactFits: (players: number, coalitions: number) =>
    `all ${count(coalitions)} combinations of ${players} inputs fit the budget, so nothing is estimated`,
  estimated: {
    'gp-shap': (players: number) =>
      `${players} inputs have too many combinations to try them all; a Gaussian process gets the most out of few samples`,
    'kernel-shap': (players: number) =>
      `${players} inputs have too many combinations to try them all; with this many samples regression is as accurate, and done sooner`,
  },
  structureExact: {
    trees: 'the answer is a sum of trees, from which the values can be read exactly',
    linear: 'the answer is a weighted sum, from which the values can be read exactly',
  },
  structureBent: {
    trees: 'the trees’ raw score (space raw) could be explained exactly, but not what a curve makes of it here',
    linear: 'the columns’ raw score (space raw) could be explained exactly, but not what a curve makes of it here',
  },
  structureHidden: {
    trees: (operator: string) =>
      `the trees could be explained exactly, but not through what stands in front of them (${operator})`,
    linear: (operator: string) =>
      `the linear model could be explained exactly, but not through what stands in front of it (${operator})`,
  },
  structureNotSummed: 'the trees are not summed, so nothing exact can be read from them',
  structureDisagrees: (difference: string) =>
    `The model’s structure was read, but answers otherwise than the runtime (by ${difference}), so it is not used.`,
  rawNeeds:
    'raw scores are read from a model’s structure (trees or a linear model), and this file shows none. Use output or logit.',
  backendNative: {
    trees: 'the trees were read from the file and answer as the runtime does, without its detours',
    linear: 'the linear model was read from the file and answers as the runtime does, without its detours',
  },
  backendOwnFormat: 'files of XGBoost and LightGBM are read and answered by Oriel itself',
  backendAsked: 'asked for',
  backendMixed: 'asked for, and WebGPU agrees with the CPU on the same rows',
  oneByOne: 'the model answers one row at a time, which is slow',
  backendOperators: 'the model uses tree or scikit-learn operators, which only the CPU runtime has',
  backendNoGpu: 'this browser offers no WebGPU',
  backendNode: 'the command line runs on the CPU',
  backendSoftware: (adapter: string) => `the only WebGPU adapter is a software one (${adapter})`,
  backendGpu: 'WebGPU agrees with the CPU on the same rows and is faster',
  backendMeanwhile: 'WebGPU was still being made ready and tried',
  backendDisagrees: (difference: string) => `WebGPU differed from the CPU by ${difference} on the same rows`,
  backendSlower: (cpu: number, gpu: number) =>
    `WebGPU is there, but took ${Math.round(gpu)} ms where the CPU took ${Math.round(cpu)} ms`,
  backendNotReady: (seconds: number) => `WebGPU is there, but was not ready after ${seconds} s`,
  backendFailed: (text: string) => `WebGPU failed: ${text}`,
  gpuLeft: (text: string) => `The GPU failed (${text}); the CPU took over.`,
  fewerRows: (text: string, rows: number) =>
    `Memory ran out (${text}); the model is asked for ${rows === 1 ? 'one row' : `${rows} rows`} at a time now. Nothing is lost.`,
  workerLeftOut: (text: string) => `A worker could not open the model (${text}); the others go on without it.`,
  workerReplaced: (text: string) => `A worker stopped (${text}) and was replaced. Nothing is lost.`,
  rowsLeftOut: (n: number) =>
    `${count(n)} ${n === 1 ? 'row' : 'rows'} with missing values cannot be used as background.`,
  valueNeeded: 'filled in, since this model cannot handle missing values',
  zipWithoutModel: 'it holds no model.json and no .onnx file',
  segment: (n: number) => `segment ${n}`,
  className: (n: number) => `class ${n}`,
  outputName: (n: number) => `output ${n}`,
  exactNeeds: (needed: number, given: number) =>
    `exact needs ${count(needed)} samples here, the budget allows ${count(given)}. Raise it, or use kernel-shap.`,
  limeGroups: 'lime explains columns one by one; leave the groups out, or use a SHAP explainer.',
  ownUnits: (name: string) => `${name} explains the model in its own units; leave the link or space out.`,
  phrases: (players: number) => `${players} words, shared out by phrases and then within them: what a text is made of`,
  noWindow: (window: number, windows: number) => `there is no part ${window + 1} of this text; it has ${windows}.`,
  noMask: 'this model knows no token that stands for a hidden word. Use remove or pad.',
  windowed: (window: number, windows: number, tokens: number) =>
    `The text is longer than the ${count(tokens)} tokens the model takes at a time. This is part ${window + 1} of ${windows}.`,
  wrongInput: (kind: string) => `this model takes ${kind}.`,
  valuesLength: (expected: number, found: number) => `the row has ${found} values, the model takes ${expected}.`,
  linkRange: 'the logit link needs outputs between 0 and 1.',
} as const;

/** What explainers that read a model's structure say. */
export const explainerWords = {
  endsOnly:
    'there was time for the base value and the prediction only: what lies between them is shared evenly, and says nothing of its parts',
  needs: (name: string, structure: 'trees' | 'linear') =>
    `${name} reads ${structure === 'trees' ? 'trees' : 'the coefficients of a linear model'}, and none could be read from this model. Use auto.`,
  needsGradients: (name: string) =>
    `${name} needs the model’s derivatives, which only TensorFlow.js models give, for inputs that are no whole numbers. Use auto.`,
  needsConvolution: 'grad-cam looks at the last convolution of a network, and this model has none. Use auto.',
  notSummed: 'these trees are not summed, and only sums of trees can be explained by tree-shap. Use auto.',
  logit: (name: string) => `${name} cannot explain log-odds of the average; use the space raw, or another explainer.`,
  pathScores: 'path-dependent values are values of the raw score; use the space raw, or interventional.',
  interactionScores: 'interactions are read from raw scores; use the space raw, or the explainer interactions.',
  softmax:
    'these answers follow from several raw scores each, which cannot be told apart here; use the space raw, or auto.',
  linearScores:
    'the final step bends this model’s score, so only the score itself can be explained by linear-shap; use the space raw, or auto.',
  rescaled:
    'not exact: against each background row the raw score’s exact values are stretched to the answer’s difference (as shap does for model_output=probability)',
  covers: (rows: number) => `covers are counted from the ${count(rows)} background rows, since the file has none`,
  drawnOrders: 'not exact: with this many inputs, orders of them are drawn',
} as const;

/** Words of the page. */
export const pageWords = {
  name: 'Oriel',
  tagline: 'See why a model decided what it decided. Nothing leaves this machine.',
  skip: 'Skip to the answer',
  regions: { what: 'Question', answer: 'Answer', trust: 'Evidence' },
  header: {
    theme: 'Colours',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
    forget: 'Forget everything',
    forgetHelp: 'Frees all files and settings and goes back to the first example',
  },
  format: {
    thousand: (n: number) => n.toLocaleString('en'),
    seconds: (text: string) => `${text} s`,
    minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  },
  sentence: {
    missing: 'missing',
    reason: (label: string, value: string) => `${label} is ${value}`,
    /**
     * "there is no checking account" for Checking account = no checking; null where it is not about
     * something missing.
     */
    absence: (label: string, level: string) => {
      const there = (what: string) => (/[^s]s$/.test(what) ? `there are no ${what}` : `there is no ${what}`);
      if (/^none$/i.test(level)) return there(label);
      const what = level.match(/^no (.+)$/i)?.[1];
      if (!what) return null;
      return label.toLowerCase().startsWith(what.toLowerCase()) ? there(label) : there(what);
    },
    below: (text: string) => `below ${text}`,
    orMore: (text: string) => `${text} or more`,
    between: (low: string, high: string) => `${low} to ${high}`,
    probability: (percent: string, label: string) => `${percent} ${label}`,
    regression: (label: string, value: string) => `${label}: ${value}`,
    score: (label: string, value: string) => `${label}: ${value}`,
    and: ' and ',
    comma: ', ',
    mostlyBecause: 'Mostly because ',
    keptDown: 'Kept down mostly because ',
    raised: 'Raised mostly because ',
    lowered: 'Lowered mostly because ',
    manySmall: 'No single reason stands out; among many, ',
    although: ', although ',
    nothing: 'Nothing in this input makes a difference to that.',
    uncertain: 'Which reasons count most is still uncertain: more samples are needed to tell them apart.',
    nothingFor: 'No part of the picture speaks for it.',
    areas: (areas: number, all: number, share: string) =>
      areas === 1
        ? `One of the ${all} parts of the picture carries ${share} of what speaks for it`
        : `${areas} of the ${all} parts of the picture carry ${share} of what speaks for it`,
    half: 'half',
    quoted: (word: string) => `“${word}”`,
    already: (percent: string) =>
      `It is ${percent} with every word hidden: that is where it comes from, not the words.`,
    becauseOf: 'Mostly because of ',
    keptDownBy: 'Kept down mostly by ',
    manyWords: 'No single word stands out; among many, ',
    inSpiteOf: ', in spite of ',
    working: 'Working out why…',
  },
  what: {
    example: 'Example',
    own: 'Your own model',
    model: 'Model',
    row: 'Row',
    rowOf: (last: string) => `0 to ${last}`,
    previous: 'Previous row',
    next: 'Next row',
    random: 'Random row',
    known: (value: string) => `Known outcome: ${value}`,
    photo: 'Photo',
    photoOf: (name: string) => `Explain ${name}`,
    addPhotos: 'Add photos',
    class: 'Explain',
    classSearch: 'Class to explain',
    classHelp: 'Type to search the classes',
    method: 'Method',
    methods: { shap: 'SHAP', lime: 'LIME', other: 'Other' },
    methodHelp: {
      shap: 'How much each input adds to this answer, shared out fairly.',
      lime: 'What a simple model, fitted to the answers nearby, leans on.',
      other: 'Other ways to ask what matters: leave parts out, or share by coalitions of equal weight.',
    },
    more: 'More settings',
    variant: 'How it is computed',
    automatic: 'Automatic',
    samples: 'Samples',
    samplesHelp: 'More samples take longer and shrink the error. Empty: chosen for you.',
    time: 'Time limit, seconds',
    timeHelp: 'Stops after this time with the best it has. Empty: no limit.',
    error: 'Stop at error, %',
    errorHelp: 'Stops once the largest standard error is this part of all values together. 0: never stop for it.',
    background: 'Background rows',
    backgroundHelp: 'Rows that stand for "not knowing" a value; up to 100.',
    backgroundMethod: 'Background taken by',
    backgroundMethods: { sample: 'Random sample', 'k-means': 'Cluster centres (k-means)' },
    seed: 'Seed',
    seedHelp: 'The same seed gives the same explanation, to the bit.',
    space: 'Values add up in',
    spaces: { output: 'The model’s own units', logit: 'Log-odds', raw: 'The raw score' },
    probability: 'Probability',
    rawScore: 'Raw score',
    logOdds: 'Log-odds',
    spaceHelp: {
      output: (kind: 'trees' | 'linear', probability: boolean) =>
        `${probability ? 'The probability' : 'The answer'}: a curve makes it of the raw score, so the ${kind === 'trees' ? 'trees’' : 'columns’'} parts do not simply add up, and the values are estimated.`,
      raw: (kind: 'trees' | 'linear', probability: boolean) =>
        `The score before the final step makes ${probability ? 'a probability' : 'the answer'} of it. ${kind === 'trees' ? 'Trees' : 'Columns'} add up in it, so it is explained exactly.`,
      logit: () => 'The log-odds of the average probability: estimated.',
    },
    backend: 'Runs on',
    backends: { auto: 'Whatever is fastest', wasm: 'CPU', webgpu: 'GPU (WebGPU)', mixed: 'CPU and GPU together' },
    segments: 'Parts of the picture',
    fill: 'Hide parts with',
    fills: { blur: 'Blur', mean: 'Their mean colour', colour: 'One colour' },
    colour: 'Colour',
    players: 'What counts as one',
    playerKinds: {
      words: 'Each word',
      distinct: 'Equal words together',
      tokens: 'The model’s own tokens',
      sentences: 'Sentences',
    },
    hide: 'Hide words by',
    hides: {
      auto: 'Whatever suits the model',
      mask: 'The model’s mask token',
      remove: 'Taking them out',
      pad: 'Leaving their places empty',
    },
    hideHelp: 'What the model is given in place of a word that is not there.',
    automaticValue: 'auto',
    noLimit: 'none',
    defaults: 'Back to defaults',
    notices: 'Good to know',
  },
  text: {
    label: 'Text',
    help: 'Type anything: prediction and explanation follow. It stays on this machine.',
    first: 'Type a text of your own here.',
    samples: 'Or try one of these',
    parts: 'Parts of the text',
    part: (n: number) => `part ${n}`,
    previousPart: 'Explain the part before',
    nextPart: 'Explain the next part',
  },
  row: {
    title: 'The row’s values',
    help: 'Change a value: prediction and explanation follow.',
    range: (low: string, high: string) => `${low} to ${high}`,
    reset: (label: string) => `Undo the change of ${label}`,
    resetAll: 'Undo all changes',
    edited: (count: number) => (count === 1 ? '1 value changed' : `${count} values changed`),
    missing: 'missing',
    was: (value: string) => `was ${value}`,
  },
  files: {
    open: 'Open your own files',
    hint: 'A model (.onnx, TensorFlow.js, or as XGBoost and LightGBM save it) with a table (.csv), photos (.jpg, .png) or, for texts, its vocabulary. Drop them anywhere. They stay on this machine.',
    drop: 'Drop your model, table, photos or vocabulary',
    dropHint:
      '.onnx, .csv, .jpg, .png, a vocabulary (tokenizer.json, vocab.txt, word index), a model of TensorFlow.js (model.json with its weights, their folder or a zip), of XGBoost (.json, .ubj) or LightGBM (.txt), and a .json card if you have one',
    have: (file: string) => `${file} is open.`,
    needData:
      'Now add a table (.csv) with the columns it was trained on, photos (.jpg, .png) if it looks at pictures, or its vocabulary (tokenizer.json, vocab.txt) if it reads text.',
    needModel:
      'Now add the model they belong to (.onnx, TensorFlow.js’s model.json, or as XGBoost or LightGBM saved it).',
    partsAlone: (file: string) =>
      `${file} holds weights of a TensorFlow.js model. Choose it together with its model.json.`,
    unknown: (file: string) =>
      `${file} is none of the files Oriel can read: models (.onnx, TensorFlow.js’s model.json with its weights, XGBoost’s .json and .ubj, LightGBM’s .txt), tables (.csv), photos (.jpg, .png), vocabularies (tokenizer.json, vocab.txt, word index), cards (.json).`,
    photos: (count: number) => (count === 1 ? '1 photo' : `${count} photos`),
    saveCard: 'Save card',
    saveCardHelp:
      'Downloads what was recognised of this model. Open it with the model next time, or give it to the command line.',
  },
  questions: {
    title: 'Please check',
    help: 'Oriel could not be sure of this. The likeliest answer is chosen; change it if it is wrong.',
    confirm: 'That is right',
  },
  opening: (what: string) => `Opening ${what}…`,
  answer: {
    loading: 'Opening the first example…',
    empty: 'Choose an example or open your own model.',
    stale: 'This is the previous explanation. The new one is on its way.',
    text: (count: number) => (count === 1 ? '1 word' : `${count} words`),
    noText: 'Type a text: the model’s answer and its reasons follow.',
    row: (row: number) => `row ${row}`,
    changedRow: (row: string) => `${row}, changed by you`,
    cancelled: 'Stopped early: this is the estimate so far.',
    cancelledEmpty: 'Stopped before there was anything to show.',
    failed: 'This could not be explained.',
    kept: 'This is the previous explanation.',
    again: 'Run again',
  },
  progress: {
    label: 'Progress of the explanation',
    of: (done: string, total: string, time: string) => `${done} of ${total} samples · ${time}`,
    so: (done: string, time: string) => `${done} samples · ${time}`,
    preparing: (time: string) => `Getting ready · ${time}`,
    cancel: 'Cancel',
    live: (percent: number) => `${percent} percent done.`,
    started: 'Explaining.',
  },
  trust: {
    sure: 'How sure is this explanation?',
    exact: 'Exact',
    high: 'Very sure',
    good: 'Sure',
    rough: 'Roughly right',
    low: 'Still uncertain',
    unknown: 'Not known',
    exactText: 'Nothing was left to chance: more samples would change nothing.',
    noErrors: 'There are too few samples to tell, or the method gives no error of its own.',
    goodTo: (error: string, percent: string) =>
      `Each value is good to about ±${error}, which is ${percent} of the largest one.`,
    underOne: 'under 1 %',
    percent: (n: number) => `${n} %`,
    points: (n: string) => `${n} percentage points`,
    errorTerm: 'Largest standard error of the values of this class',
    addsUp: 'Do the values add up?',
    addsUpYes: 'Yes: average and values together give the prediction exactly.',
    addsUpNearly: (residual: string) => `Nearly: they miss the prediction by ${residual}.`,
    addsUpNot: 'No. This method does not promise it.',
    addsUpTerm: 'Additivity residual: prediction − base − sum of the values',
    fit: 'How well does the simple model follow?',
    fitText: (percent: string) =>
      `It explains ${percent} of how the model answers nearby. Low values are common: the model is rarely this simple.`,
    fitTerm: 'Weighted R² of the surrogate on its neighbourhood',
    curves: 'Do these reasons matter to the model?',
    curvesText: (removed: string, added: string) =>
      `Taking away what speaks most for the answer first leaves ${removed} on average; putting it in first gives ${added}. The further apart, the better the order.`,
    curvesTerm: 'Areas under the deletion and the insertion curve',
    where: 'Where did it run?',
    whereText: (name: string, why: string) => `${name}: ${why}.`,
    backends: {
      native: 'On the CPU, by Oriel itself',
      wasm: 'On the CPU (WebAssembly)',
      webgpu: 'On the GPU (WebGPU)',
      mixed: 'On the CPU and the GPU together (WebAssembly, WebGPU)',
    },
    work: 'How much work was it?',
    reason: (label: string, why: string) => `${label}: ${why}.`,
    workRead: (calls: string, time: string) =>
      `No samples: the values were read from the model. ${calls} answers of the model, ${time}.`,
    workNone: (calls: string, time: string) =>
      `No samples: there was no time for any. ${calls} answers of the model, ${time}.`,
    workText: (samples: string, calls: string, time: string) =>
      `${samples} ${samples === '1' ? 'sample' : 'samples'}, ${calls} answers of the model, ${time}.`,
    stopped: {
      done: 'Ran to its end: more samples would change nothing.',
      samples: 'Used all samples it was given.',
      deadline: 'Stopped at the time limit.',
      'error-target': 'Stopped once the error was small enough.',
      cancelled: 'Stopped early by you.',
    },
    repeat: 'Can it be repeated?',
    repeatText: (seed: string) => `Yes: seed ${seed} gives the same values again, to the bit.`,
    repeatGpu: (seed: string) => `Yes: seed ${seed} gives the same values again, within the GPU’s rounding.`,
    repeatStopped: (seed: string) =>
      `Nearly: seed ${seed} draws the same samples, but the moment it was stopped at cannot be repeated.`,
    left: 'What left this machine?',
    nothing: 'Nothing.',
    requests: (count: string) =>
      `${count} requests by this page since it was opened, all of them for Oriel’s own files. Its workers fetch models and runtime from the same place.`,
    foreign: (count: string) =>
      `${count} requests went to another address. Oriel makes none: look at your browser’s extensions.`,
    requestsTerm:
      'Resource entries the browser has recorded for the page’s own thread. The security policy holds for page and workers: it allows no connection but to their own address.',
    terms: 'The exact terms',
    term: {
      method: 'Explainer',
      why: 'Why this one',
      space: 'Space',
      spaces: { output: 'the model’s own units', logit: 'log-odds', raw: 'raw score' },
      error: 'Standard error, largest',
      residual: 'Additivity residual',
      background: 'Background',
      backgroundText: (rows: string, method: string) => `${rows} rows, ${method}`,
      measures: {
        r2: 'R² of the surrogate',
        localPrediction: 'Surrogate’s own prediction',
        selected: 'Inputs the surrogate uses',
        effectiveSamples: 'Effective samples',
        stabilityJaccard: 'Top inputs that a fifth of the samples agrees on (1: always the same)',
        stabilitySpread: 'How much the coefficients would vary with other samples (0: not at all)',
        interactionError: 'Standard error of an interaction',
        interactionSamples: 'Samples needed to tell interactions',
        deletionArea: 'Area under the deletion curve',
        insertionArea: 'Area under the insertion curve',
      } as Readonly<Record<string, string>>,
      base: 'Base value',
      prediction: 'Prediction',
      coalitions: 'Samples',
      calls: 'Model rows evaluated',
      seed: 'Seed',
      runtime: 'Runtime',
      engine: 'Engine',
      model: 'Model, SHA-256',
      input: 'Input, SHA-256',
      source: 'Source',
      licence: 'Licence',
      note: 'Note',
    },
    notes: 'On the way',
    saveRecord: 'Save record',
    saveRecordHelp: 'Downloads everything needed to check and repeat this explanation, as JSON.',
    waiting: 'As soon as there is an explanation, what speaks for it stands here.',
  },
  alerts: { dismiss: 'Dismiss' },
  notices: {
    nonsense: (names: string) => `Left out of the address, because it makes no sense: ${names}.`,
    example: (name: string) => `There is no example called "${name}".`,
    model: (name: string) => `This example has no model called "${name}".`,
    row: (row: number, last: number) => `There is no row ${row}; the last one is ${last}.`,
    sample: (sample: number, last: number) => `There is no text ${sample}; the last one is ${last}.`,
    photo: (name: string) => `There is no photo called "${name}".`,
    class: (name: string) => `There is no class called "${name}".`,
    explainer: (name: string) => `There is no explainer called "${name}" for this input.`,
    restarted: (text: string) => `The engine stopped and was started again: ${text}`,
  },
} as const;

/** What the engine asks where a model or table does not say. */
export const questionWords = {
  columns: (width: number) => `The model takes ${width} columns and has no names for them. Which are they?`,
  columnsFrom: (first: number, last: number, from: string, to: string) => `${first} to ${last}: ${from} … ${to}`,
  target: 'Which column is the target, that the model was trained to predict?',
  task: "What does the model's one number mean?",
  taskBinary: 'the probability of a class (0 to 1)',
  taskRegression: 'a quantity',
  className: (n: number) => `class ${n}`,
} as const;

/** Words about models: reading their files, matching them to data. */
/** What is wrong with a file of trees or of a linear model. */
export const treeWords = {
  json: (at: number) => `it is no JSON (character ${at + 1})`,
  ubj: (at: number) => `it is no UBJSON (byte ${at + 1})`,
  deep: 'its values are nested too deeply',
  unreadable: 'its bytes do not follow the format, or the end is missing',
  notXgboost: 'it does not hold what XGBoost writes',
  notLightgbm: 'it does not hold what LightGBM writes',
  field: (name: string) => `"${name}" is missing or not of its kind`,
  lengths: (name: string) => `"${name}" has not as many values as there are nodes`,
  booster: (name: string) => `models of the kind "${name}" are not known`,
  objective: (name: string) => `the objective "${name}" is not known`,
  linearLeaves: 'its leaves hold linear models (linear_tree), which cannot be read',
  vectorLeaves: 'its leaves hold several values (multi_strategy), which cannot be read',
  node: (tree: number, node: number) => `tree ${tree + 1}, node ${node}`,
  child: (where: string) => `${where}: there is no such node`,
  cycle: (where: string) => `${where}: two ways lead there`,
  column: (where: string, column: number) => `${where}: there is no column ${column + 1}`,
  threshold: (where: string) => `${where}: the threshold is not a number`,
  category: (where: string) => `${where}: a category is not a whole number from 0 to 16777215`,
  value: (where: string) => `${where}: the value is not a finite number`,
  cover: (where: string) => `${where}: the number of rows is negative or not finite`,
  depth: (limit: number) => `a tree is more than ${limit} nodes deep`,
  size: 'it is larger than any real model: too many nodes, columns, outputs or categories',
  empty: 'it holds no trees',
  output: (where: string) => `${where}: there is no such output`,
  mode: (text: string) => `"${text}" is no kind of node`,
  base: 'its base values do not fit its outputs',
} as const;

export const modelWords = {
  empty: 'the file is empty.',
  picture: 'it is a picture.',
  archive: 'it is an archive; unpack it first.',
  text: 'it is a text file.',
  pointer: 'it is a pointer to the real file (Git LFS); fetch that first.',
  malformed: 'its bytes do not follow the format, or the end is missing.',
  noGraph: 'it holds no graph of operators.',
  noVersion: 'it does not say which operators it is made of.',
  noOutputs: 'it has no output.',
  nested: 'its graphs are nested too deeply.',
  externalData: 'external data',
  externalText: (location: string) =>
    `the weights lie in another file${location ? ` (${location})` : ''}. Save the model with its weights inside.`,
  training: 'it serves training. Export the model for inference.',
  elementType: (type: string) => `values of type ${type}`,
  elementTypeText: 'inputs hold 32-bit, 64-bit or 16-bit floats, whole numbers, yes/no or text.',
  notTensor: 'a sequence, a map or an optional value',
  notTensorText: 'inputs must be tensors.',
  runtimeRefuses: (text: string) => `the runtime says: ${text}`,
  weightTypes: 'weights are 32-bit floats or whole numbers, yes/no or text, or quantised to 8 or 16 bits.',
  controlFlow:
    'it has loops or branches that must be run step by step, which Oriel does not. Export the model without them.',
  noTopology: 'it describes no layers and no graph.',
  opset: (domain: string, version: string) => `operator set ${version} of ${domain}`,
  opsetText: (newest: string) => `it knows sets up to ${newest}. Export the model for an older one.`,
  inputShape: (shape: string) =>
    `it has the shape ${shape}. A table fills [rows, columns], one column each fills [rows, 1] or [rows].`,
  inputBatch: 'the inputs fix different numbers of rows.',
  inputWidth: (expected: number, found: number) => `it takes ${expected} columns, the card names ${found}.`,
  textColumn: (column: string, level: string) =>
    `column "${column}" holds text${level ? ` ("${level}")` : ''}, the model takes numbers. Replace the texts by the numbers the model was trained on, or give a card that names the levels.`,
  notWhole: (value: string) => `it takes whole numbers, not ${value}.`,
  noCategory: (value: string) => `the model knows no category “${value}”, and stops at others than its own.`,
  noInputs: 'the model has no input.',
  textInput: (shape: string) => `it is ${shape}. A text fills [texts, tokens] of numbers.`,
  textInputs: (found: number) =>
    found === 0 ? 'no input takes the numbers of tokens.' : 'more than one input takes the numbers of tokens.',
  imageInput: (shape: string) =>
    `it has the shape ${shape}. A picture fills [pictures, channels, height, width] or [pictures, height, width, channels].`,
  imageChannels: (channels: number) => `it takes ${channels} channels. Pictures have 3, or 1 in grey.`,
  imageOther: (other: string) => `the model takes "${other}" beside the picture.`,
  imageConflict: (what: string, card: string, model: string) =>
    `the card says ${what} ${card}, the model has ${model}.`,
  labelOnly: 'it is a label. Export the model with its probabilities (in skl2onnx: do not select the label alone).',
  outputShape: (shape: string) => `it has the shape ${shape}. One number, or one a class, is needed for each row.`,
  outputClasses: (outputs: number, classes: number) => `it has ${outputs} columns, the card names ${classes} classes.`,
  outputType: 'it is no tensor of numbers.',
  outputValues: (found: number, rows: number) => `it gives ${found} values for ${rows} rows.`,
  table: 'The table',
  anyNumber: 'any number of',
  lastIsTarget: (column: string) =>
    `The last column, "${column}", is taken for the target: the model takes one column less than the table has.`,
  question: {
    layout: 'In which order does the model take a picture’s numbers?',
    size: 'How large are the pictures the model takes?',
    normalisation: 'How are the pictures’ values scaled for the model?',
  },
  layouts: { NCHW: 'Channel by channel (NCHW)', NHWC: 'Pixel by pixel (NHWC)' },
  size: (height: number, width: number) => `${height} × ${width} pixels`,
  normalisations: {
    '0..1': '0 to 1',
    '-1..1': '−1 to 1',
    '0..255': '0 to 255',
    imagenet: 'ImageNet: mean 0.485, 0.456, 0.406; deviation 0.229, 0.224, 0.225',
    caffe: 'Caffe: BGR, 0 to 255 less the ImageNet mean',
  },
  noWebGpu: 'this browser has no WebGPU.',
  noAdapter: 'there is no WebGPU adapter.',
  softwareAdapter: 'software',
  unnamedAdapter: 'unnamed adapter',
  gpuMemory: (bytes: number, text: string) => `Out of memory: the GPU gave no buffer of ${bytes} bytes (${text})`,
  deviceLost: (text: string) => `the GPU was lost${text ? ` (${text})` : ''}`,
} as const;

/** Words about tables, pictures and players. */
export const dataWords = {
  unnamedColumn: (n: number) => `column ${n}`,
  missingRows: (rows: number) => (rows === 1 ? '1 row has missing values.' : `${rows} rows have missing values.`),
  manyLevels: (column: string, levels: number) =>
    `Column "${column}" holds ${levels} different texts: is it a name or the number of a row?`,
  theCard: 'The card',
  archiveSize: (megabytes: number) => `its files have more than ${megabytes} MB`,
  backgroundRows: (most: number, rows: number) => `a background has 1 to ${most} rows, not ${rows}.`,
  segments: (fewest: number, most: number, wanted: number) =>
    `the number of segments must be a whole number from ${fewest} to ${most}, not ${wanted}.`,
  fill: (fill: string) => `the fill must be blur, mean or a colour as #rrggbb, not "${fill}".`,
  perChannel: (field: string, numbers: number, channels: number) =>
    `${field} has ${numbers} numbers for ${channels} channels`,
  picture: {
    empty: 'it is empty',
    foreign: 'it begins with neither of their signatures',
    short: 'it ends too soon',
    noPixels: 'it has no pixels',
    noMarker: 'there is no marker where one should be',
    noFrame: 'it holds no frame',
    noColour: 'a pixel is of no colour of its palette',
  },
  text: {
    notText: 'it is not text',
    noUnknown: 'it has no line "[UNK]", as the vocabularies of BERT have',
    neither: 'it is JSON, but neither a tokenizer.json nor words with their numbers',
  },
  groups: {
    empty: (group: string) => `group "${group}" has no columns.`,
    unknown: (column: string, group: string, columns: string) =>
      `there is no column "${column}" (in group "${group}"). There are: ${columns}.`,
    twice: (column: string) => `column "${column}" is used twice.`,
    name: (name: string) => `"${name}" names a group and a column outside it.`,
  },
} as const;

const inputs: Readonly<Record<string, string>> = { rows: 'tables', image: 'pictures', text: 'texts' };

/** Words of the command line. */
export const cliWords = {
  tagline: 'see why a model decided what it decided. Nothing leaves this machine.',
  usage: 'Usage',
  seeExplain: 'oriel explain --help lists the options and the explainers.',
  optionsTitle: 'Options',
  explainersTitle: 'Explainers',
  optionsOf: (name: string) => `Options of ${name}`,
  standard: (value: string) => `Default: ${value}.`,
  also: (names: string) => `Also ${names}.`,
  auto: 'The most exact one that fits the budget.',
  exitTitle: 'Exit status',
  exits: '0 done, 2 wrong usage, 3 bad input, 1 failure',
  flags: {
    model: 'The model: an .onnx file, or one saved by XGBoost (.json, .ubj) or LightGBM (.txt).',
    data: 'The table, a CSV file with a header line. Backgrounds are drawn from it too.',
    row: 'Row to explain, counted from 0, or a range with both ends included.',
    image: 'Picture to explain, JPEG or PNG.',
    text: 'Text to explain, in quotes.',
    vocabulary:
      'The vocabulary of a model of text: a tokenizer.json, a vocab.txt or a word index (JSON). The one the card names, beside it, if not said.',
    players:
      'What of a text counts as one: words, distinct (equal words together), tokens or sentences; words if not said.',
    hide: 'How words are hidden: mask (the model’s own token for it), remove, or pad; mask where the model has one, remove for lime.',
    window: 'Part of a text longer than the model takes, counted from 0.',
    card: 'The model’s card (oriel.card/1): names, units, classes, how pictures enter.',
    target: 'Column of the table that holds the right answers; the model does not get it.',
    background:
      'What absent columns are replaced by: N rows drawn from the table (1 to 100; 100 if not said), or all rows of another table.',
    groups: 'JSON file { "player": ["column", ...] }: columns that count as one player.',
    segments: 'Parts a picture is cut into, 20 to 200; 50 if not said.',
    fill: 'What hidden parts of a picture are filled with: blur, mean, or a colour as #rrggbb.',
    explainer: 'How to explain; see below. auto if not said.',
    samples: 'Coalitions (for lime: rows) to value at most.',
    error:
      'Stop once the largest standard error is this part of the sum of absolute values; 0 never stops. Default 0.01.',
    'budget-ms': 'Stop after so many milliseconds with what is known by then.',
    output:
      'Output to explain by name, may be given again, or all. If not said: of two classes the last, of more the predicted one.',
    link: 'identity or logit: whether values add up in the model’s own units or in log-odds.',
    space:
      'output, logit or raw: where values add up. output (or probability) are the model’s own units; raw is the score of trees or of a linear model before its final step.',
    seed: 'Seed of every draw, 0 if not said. The same seed gives the same record.',
    workers: 'Workers that run the model; the cores if not said. The record does not depend on it.',
    json: 'Print each record as one line of JSON, and nothing else.',
    help: 'This text.',
  },
  noCommand: 'A command is missing.',
  unknownCommand: (name: string) => `There is no command "${name}".`,
  noModel: '--model is missing.',
  noSource: 'Say what to explain: --data with --row, --image, or --text.',
  noRow: '--row is missing.',
  emptyOption: (name: string) => `--${name} is empty.`,
  wrongRow: (value: string) => `--row takes a number or a range such as 3-5, not "${value}".`,
  notWhole: (name: string, least: number, most: number, value: string) =>
    `--${name} takes a whole number from ${least} to ${most}, not "${value}".`,
  notFraction: (name: string, value: string) => `--${name} takes a number from 0 to 1, not "${value}".`,
  notNumber: (name: string, least: number, most: number, value: string) =>
    `--${name} takes a number from ${least} to ${most}, not "${value}".`,
  notChoice: (name: string, choices: string, value: string) => `--${name} takes one of ${choices}, not "${value}".`,
  onlyFor: (name: string, kind: string, other: string) => `--${name} is for ${inputs[kind]}, not for ${inputs[other]}.`,
  noVocabulary: 'A model of text needs its vocabulary: --vocabulary, or a card that names it.',
  unknownExplainer: (name: string, names: string) => `There is no explainer "${name}". There are: ${names}.`,
  unknownFill: (value: string) => `--fill takes blur, mean or a colour as #rrggbb, not "${value}".`,
  othersOption: (name: string, explainer: string, owners: string) =>
    `--${name} is an option of ${owners}, not of ${explainer}.`,
  noSuchFile: 'there is no such file',
  isFolder: 'it is a folder',
  groupsShape: (file: string) => `${file} must look like { "player": ["column", ...] }.`,
  guessed: (question: string, answer: string) =>
    `${question} Taken for granted: ${answer}. A card (--card) says otherwise.`,
  unanswered: (question: string, choices: string) => `${question} (${choices}) Say so in a card (--card).`,
  progress: (done: number, total: number | null, seconds: number) =>
    `${done}${total === null ? '' : ` of ${total}`} samples, ${seconds} s`,
  rowsProgress: (done: number, total: number, seconds: number) =>
    `${count(done)} of ${count(total)} rows, ${seconds} s`,
  heading: (model: string, input: string) => `${model}, ${input}`,
  row: (row: number) => `row ${row}`,
  picture: 'a picture',
  quoted: (text: string) => `“${text}”`,
  values: 'own values',
  average: (base: string) => `on average ${base}`,
  hidden: (base: string) => `with all words hidden ${base}`,
  intercept: (base: string) => `the surrogate’s intercept ${base}`,
  units: (units: string) => `effects in ${units}`,
  others: (count: number) => `${count} more`,
  pairs: 'strongest pairs, beyond what each does alone',
  noneTogether: 'none to speak of',
  exact: 'exact: nothing was estimated',
  rawAnswer: (score: string, base: string) => `raw score ${score}, on average ${base}`,
  noPairs: (samples: string) => `no interactions: they need ${samples} samples`,
  method: (name: string, why: string, samples: string, calls: string) =>
    `${name} (${why}): ${samples} samples, ${calls} model rows`,
  stopped: {
    done: 'stopped: nothing was left to sample',
    samples: 'stopped: the samples were used up',
    deadline: 'stopped: the time was up',
    'error-target': 'stopped: the error was small enough',
    cancelled: 'stopped: cancelled',
  },
  time: (seconds: string, backend: string, adapter: string | null, why: string, runtime: string) =>
    `${seconds} s on ${backend}${adapter === null ? '' : ` (${adapter})`}: ${why}; ${runtime}`,
  largestError: (error: string) => `largest standard error: ${error}`,
  residual: (residual: string) => `values add up to the prediction within ${residual}`,
} as const;
