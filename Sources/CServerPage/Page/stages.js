// The stages of a network: its layers in groups, each with a sentence on what it looks for.

/** Layers that pass on, scale or rearrange what the layer before them found. They are named, not shown. */
const folded = new Set([
  "BatchNormalization", "Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise", "Flatten", "Reshape", "Permute",
  "Rescaling", "ZeroPadding2D",
])
/** Layers that finish the layer before them: their output is what the next stage sees. */
const activations = new Set(["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax"])

const isConvolution = kind => kind.includes("Conv2D")

/**
 * Groups layers into stages.
 * @param layers the server's layers, each with a name, kind, shape and shown values
 * @returns stages, each with the layer that it is about, what is shown, the names of the folded layers, and a sentence
 */
export function stages(layers) {
  const found = []
  for (const layer of layers) {
    const last = found[found.length - 1]
    if (last && activations.has(layer.kind)) last.shown = layer.shown
    else if (last && folded.has(layer.kind)) last.folded.push(layer)
    else if (!folded.has(layer.kind)) found.push({ layer, shown: layer.shown, folded: [], before: last?.layer })
  }
  let convolutions = 0
  return found.map((stage, index) => {
    if (isConvolution(stage.layer.kind)) convolutions += 1
    const isOutput = index === found.length - 1 && stage.shown.shape.length === 1 && [10, 11].includes(stage.shown.shape[0])
    return { ...stage, isOutput, purpose: isOutput ? "One cell for each digit: the brighter, the more likely." : purpose(stage, convolutions) }
  })
}

function purpose({ layer, before }, convolutions) {
  const { kind, shape } = layer
  if (isConvolution(kind)) {
    return [
      "Looks for edges and short strokes in many directions; a channel lights up where its pattern is.",
      "Combines those into longer strokes, corners, and line ends.",
      "Looks for bends and crossings.",
      "Looks for larger parts of a digit, such as hooks and loops.",
      "Looks for combinations of parts that set one digit apart from another.",
    ][Math.min(convolutions, 5) - 1]
  }
  if (kind.startsWith("Global")) return "Keeps one number for each channel, wherever in the picture it was found."
  if (kind.includes("Pooling")) {
    const side = before?.shape.length === 3 ? Math.round(before.shape[0] / shape[0]) : 2
    const what = kind.startsWith("Max") ? "Keeps the strongest value" : "Averages the values"
    return `${what} in each ${side} × ${side} square, so that small shifts matter less.`
  }
  if (kind === "Dense") return "Weighs all of it together; each cell stands for one combination of parts."
  return "Transforms the outputs of the stage before."
}

/** What the caption says beside a stage's name: its shape and its folded layers. */
export function details({ layer, folded }) {
  const channels = layer.shape.length === 3 ? layer.shape[2] : layer.shape[0]
  const shown = layer.shown.shape[layer.shown.shape.length - 1]
  const some = shown < channels && layer.shape.length === 3 ? `, the first ${shown} shown` : ""
  const after = folded.length ? `; then ${folded.map(layer => layer.kind).join(", ")}` : ""
  return `${layer.kind}, ${layer.shape.join(" × ")}${some}${after}`
}
