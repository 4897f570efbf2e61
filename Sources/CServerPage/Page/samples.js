// Samples to try on the pad: digits of MNIST's test images, and a letter.

/** The digits in sample-digits.png, 28x28 pixels each, dark on white. */
const labels = ["7", "2", "0", "4, easily taken for a 9", "5, easily taken for a 3", "6, easily taken for a 4"]
const side = 28
/** The strokes of an A, as fractions of the pad's width and height. */
const letter = [[[0.5, 0.15], [0.34, 0.85]], [[0.5, 0.15], [0.66, 0.85]], [[0.4, 0.58], [0.6, 0.58]]]

/** Adds a button for each sample. Each replaces what is on the pad. */
export async function addSamples(container, pad) {
  const sheet = new Image()
  sheet.src = "/sample-digits.png"
  await sheet.decode()
  labels.forEach((label, index) => {
    const canvas = blank()
    canvas.getContext("2d").drawImage(sheet, index * side, 0, side, side, 0, 0, side, side)
    add(container, `Sample: ${label}`, canvas, () => pad.showPicture(canvas))
  })
  const canvas = blank()
  const context = canvas.getContext("2d")
  context.lineWidth = 2.5
  context.lineCap = "round"
  for (const [from, to] of letter) {
    context.moveTo(from[0] * 42 - 7, from[1] * side)
    context.lineTo(to[0] * 42 - 7, to[1] * side)
  }
  context.stroke()
  add(container, "Sample: the letter A", canvas, () => pad.showStrokes(letter))
}

function blank() {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = side
  return canvas
}

function add(container, name, canvas, action) {
  const button = document.createElement("button")
  button.setAttribute("aria-label", name)
  button.title = name
  button.append(canvas)
  button.addEventListener("click", action)
  container.append(button)
}
