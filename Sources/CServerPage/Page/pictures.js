// Draws bytes as pixels on a canvas.

/** Decodes base64 text. */
export const bytesOf = text => Uint8Array.from(atob(text), character => character.charCodeAt(0))

const signed = byte => (byte > 127 ? byte - 256 : byte)
const warm = [245, 158, 43], cold = [61, 139, 255]

/** Returns the color of a value from -127 to 127: black for zero, orange above, blue below. */
export function colorOf(value) {
  const [strength, hue] = [Math.min(1, Math.abs(value) / 127), value < 0 ? cold : warm]
  return hue.map(part => Math.round(part * Math.sqrt(strength)))
}

/** Draws gray pixels, bright ink on black. */
export function drawGray(canvas, pixels, width = 28, height = 28) {
  paint(canvas, width, height, index => [pixels[index], pixels[index], pixels[index]])
}

/** How many of its pixels a picture has for one of those that boxes are in: the server reduces large ones. */
const scaleOf = image => (image.dataset?.width ? image.naturalWidth / image.dataset.width : 1)

/** The room around a part of a picture, as a share of its longer side. */
const margin = 0.2

/** Draws a part of a picture as a square, bright on black as digits are; nothing where the browser cannot show the picture. */
export function drawPart(canvas, image, box) {
  canvas.width = canvas.height = 56
  const context = canvas.getContext("2d")
  context.fillStyle = "#fff"
  context.fillRect(0, 0, 56, 56)
  copyPart(context, image, box, 56)
  context.globalCompositeOperation = "difference"
  context.fillRect(0, 0, 56, 56)
}

/** Returns a PNG file of a part of a picture, or null where the browser cannot show the picture. */
export async function partFile(image, box) {
  if (!(image?.naturalWidth ?? image?.width)) return null
  const side = Math.ceil((1 + 2 * margin) * Math.max(box.width, box.height))
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side })
  const context = canvas.getContext("2d")
  context.fillStyle = "#fff"
  context.fillRect(0, 0, side, side)
  copyPart(context, image, box, side)
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
}

/** The room above, below and beside a line, as a share of its height. */
const lineMargin = 0.1

/** Returns a PNG file of a line of a picture, or null where the browser cannot show the picture. */
export async function lineFile(image, { x, y, width, height }) {
  if (!(image?.naturalWidth ?? image?.width)) return null
  const room = lineMargin * height
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(width + 2 * room), height: Math.ceil(height + 2 * room) })
  const context = canvas.getContext("2d")
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  const part = [x - room, y - room, width + 2 * room, height + 2 * room].map(length => length * scaleOf(image))
  context.drawImage(image, ...part, 0, 0, canvas.width, canvas.height)
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
}

function copyPart(context, image, { x, y, width, height }, side) {
  if (!(image?.naturalWidth ?? image?.width)) return
  const long = (1 + 2 * margin) * Math.max(width, height)
  const part = [x - (long - width) / 2, y - (long - height) / 2, long, long].map(length => length * scaleOf(image))
  context.drawImage(image, ...part, 0, 0, side, side)
}

/** Draws the importance of each pixel over a dimmed digit. */
export function drawImportance(canvas, pixels, importance) {
  const [height, width] = importance.shape
  const values = bytesOf(importance.values)
  paint(canvas, width, height, index => {
    const ink = pixels[index] * 0.35
    return colorOf(signed(values[index])).map(part => Math.min(255, part + ink))
  })
}

/** Draws the channels of (height, width, channels), or a list of values, as tiles. */
export function drawTiles(canvas, shown, room) {
  const values = bytesOf(shown.values)
  const isList = shown.shape.length === 1
  // Each value of a list is a square of pixels, with a gap before the next.
  const [height, width, channels] = isList ? [6, 6, shown.shape[0]] : shown.shape
  const columns = columnsFor(channels, isList ? 3 * room : room)
  tiles(canvas, channels, columns, width, height, (channel, y, x) => signed(values[isList ? channel : (y * width + x) * channels + channel]))
}

/** Draws kernels (height, width, inputs, filters): a tile for each filter, with a small picture for each input. */
export function drawFilters(canvas, shown, room) {
  const values = bytesOf(shown.values)
  const [height, width, inputs, filters] = shown.shape
  const across = Math.ceil(Math.sqrt(inputs))
  const down = Math.ceil(inputs / across)
  const columns = columnsFor(filters, inputs === 1 ? room : room / 2)
  tiles(canvas, filters, columns, across * width, down * height, (filter, y, x) => {
    const input = Math.floor(y / height) * across + Math.floor(x / width)
    return input < inputs ? signed(values[(((y % height) * width + (x % width)) * inputs + input) * filters + filter]) : 0
  })
}

/**
 * Chooses the columns of a grid that fills the width `room`, in pixels: few rows, tiles of 20 to 64 pixels, and rows of one length
 * where that is possible.
 */
function columnsFor(count, room) {
  const [fewest, most] = [Math.ceil(room / 64), Math.max(1, Math.floor(room / 20))]
  for (let rows = 2; rows <= count; rows++) {
    const columns = Math.ceil(count / rows)
    if (columns <= fewest) break
    if (columns <= most && count % rows === 0) return columns
  }
  return Math.max(fewest, Math.min(most, Math.ceil(count / 2)))
}

function tiles(canvas, count, columns, width, height, value) {
  const rows = Math.ceil(count / columns)
  const [fullWidth, fullHeight] = [columns * (width + 1) + 1, rows * (height + 1) + 1]
  paint(canvas, fullWidth, fullHeight, index => {
    const [x, y] = [(index % fullWidth) - 1, Math.floor(index / fullWidth) - 1]
    const [column, row] = [Math.floor(x / (width + 1)), Math.floor(y / (height + 1))]
    const [innerX, innerY] = [x - column * (width + 1), y - row * (height + 1)]
    const tile = row * columns + column
    if (x < 0 || y < 0 || innerX >= width || innerY >= height || tile >= count) return [70, 76, 84]
    return colorOf(value(tile, innerY, innerX))
  })
}

function paint(canvas, width, height, pixel) {
  canvas.width = width
  canvas.height = height
  const image = new ImageData(width, height)
  for (let index = 0; index < width * height; index++) {
    image.data.set([...pixel(index), 255], 4 * index)
  }
  canvas.getContext("2d").putImageData(image, 0, 0)
}
