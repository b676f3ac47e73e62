import type { ForeignKind } from './foreign-file.ts';

/** The lines that make a file of a kind, in the language that the file comes from. */
export interface Recipe {
  readonly language: 'Python' | 'R' | 'shell';
  readonly code: string;
}

type Lines = (strings: TemplateStringsArray, ...values: readonly string[]) => Recipe;

/** A tag for lines in a language, without their common indentation; values may have lines too. */
const lines =
  (language: Recipe['language']): Lines =>
  (strings, ...values) => {
    const indent = /^\n( *)/.exec(strings.raw[0])?.[1] ?? '';
    const inner = values.map((value) => value.replaceAll('\n', `\n${indent}`));
    const text = String.raw(strings, ...inner).replace(/^\n|\n *$/g, '');
    return { language, code: text.split(`\n${indent}`).join('\n').slice(indent.length) };
  };
const python = lines('Python');
const r = lines('R');
const shell = lines('shell');

const TABLE = 'X.assign(target=y).to_csv("data.csv", index=False)';
/**
 * A scikit-learn model as ONNX, of single precision, which all of its nodes run in. A step that
 * picks columns by name needs an input for each, but most models take one alone. Some of
 * skl2onnx's converters know no newer version of the nodes.
 */
const SKLEARN = python`
  parts = [type(part).__name__ for part in model.get_params().values()]
  rows = X.astype(dict.fromkeys(X.select_dtypes("number"), "float32"))
  if "ColumnTransformer" not in parts:
      rows = X.to_numpy("float32")
  onnx = to_onnx(model, rows[:1], target_opset={"": 18, "ai.onnx.ml": 3})
  with open("model.onnx", "wb") as file:
      file.write(onnx.SerializeToString())
  ${TABLE}
`.code;
/** A model that was only loaded, and has not run yet, is exported where its inputs are named. */
const KERAS = 'model.export("model.onnx", format="onnx", input_signature=[model.inputs])';

/** A name in quotes within which a shell replaces nothing. */
const shellQuoted = (name: string): string => `'${name.replaceAll("'", String.raw`'\''`)}'`;

/** What to do with a file of each kind; `file` is its name in quotes, `name` the name itself. */
const recipes: Readonly<Record<ForeignKind, (file: string, name: string) => Recipe>> = {
  pickle: (file) => python`
    import joblib
    from skl2onnx import to_onnx

    model = joblib.load(${file})
    ${SKLEARN}
  `,
  pickleXgboost: (file) => python`
    import joblib

    model = joblib.load(${file})
    model.save_model("model.json")
    ${TABLE}
  `,
  pickleLightgbm: (file) => python`
    import joblib

    model = joblib.load(${file})
    getattr(model, "booster_", model).save_model("model.txt")
    ${TABLE}
  `,
  pickleCatboost: (file) => python`
    import joblib

    model = joblib.load(${file})
    model.save_model("model.onnx", format="onnx")
    ${TABLE}
  `,
  catboost: (file) => python`
    from catboost import CatBoost

    model = CatBoost()
    model.load_model(${file})
    model.save_model("model.onnx", format="onnx")
    ${TABLE}
  `,
  torch: (file) => python`
    import torch

    model = torch.load(${file}, weights_only=False)
    model.eval()
    example = torch.zeros(1, 10)
    torch.onnx.export(model, (example,), "model.onnx", dynamo=False,
                      input_names=["features"], output_names=["scores"],
                      dynamic_axes={"features": {0: "rows"}})
  `,
  keras: (file) => python`
    import keras

    model = keras.models.load_model(${file}, compile=False)
    ${KERAS}
  `,
  tflite: () => python`
    import keras

    model = keras.models.load_model("model.keras", compile=False)
    ${KERAS}
  `,
  savedModel: () => shell`
    pip install tf2onnx
    python -m tf2onnx.convert --saved-model folder --output model.onnx
  `,
  pmml: () => python`
    from skl2onnx import to_onnx

    ${SKLEARN}
  `,
  xgboostBinary: (file) => python`
    import xgboost

    booster = xgboost.Booster(model_file=${file})
    booster.save_model("model.json")
  `,
  treeDump: () => python`
    booster.save_model("model.json")
  `,
  rds: (file, name) => r`
    model <- ${/\.rda(ta)?$/i.test(name) ? `get(load(${file}))` : `readRDS(${file})`}
    xgboost::xgb.save(model, "model.json")
    write.csv(data, "data.csv", row.names = FALSE)
  `,
  xls: (file) => python`
    import pandas

    pandas.read_excel(${file}).to_csv("data.csv", index=False)
  `,
  arrow: (file) => python`
    import pandas

    pandas.read_feather(${file}).to_parquet("data.parquet", index=False)
  `,
  numpy: (file, name) => python`
    import numpy
    import pandas

    ${/\.npz$/i.test(name) ? `arrays = numpy.load(${file})` : `arrays = {"data": numpy.load(${file})}`}
    for name, array in arrays.items():
        pandas.DataFrame(array).to_csv(name + ".csv", index=False)
  `,
  gzip: (_, name) => shell`
    gunzip ${shellQuoted(name)}
  `,
};

/** The lines for a file of this name. */
export const recipeFor = (kind: ForeignKind, name: string): Recipe => recipes[kind](JSON.stringify(name), name);
