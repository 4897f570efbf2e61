// Bytes to pixels on a canvas.

/** The bytes that base64 text stands for. */
export const bytesOf = text => Uint8Array.from(atob(text), character => character.charCodeAt(0))

const signed = byte => (byte > 127 ? byte - 256 : byte)
const warm = [245, 158, 43], cold = [61, 139, 255]

/** The color of a value from -127 to 127: black for none, warm above, cold below. */
function color(value) {
  const [strength, hue] = [Math.min(1, Math.abs(value) / 127), value < 0 ? cold : warm]
  return hue.map(part => Math.round(part * Math.sqrt(strength)))
}

/** Draws gray pixels, bright ink on black. */
export function drawGray(canvas, pixels, width = 28, height = 28) {
  paint(canvas, width, height, index => [pixels[index], pixels[index], pixels[index]])
}

/** Draws values on top of a dim digit. */
export function drawImportance(canvas, pixels, importance) {
  const [height, width] = importance.shape
  const values = bytesOf(importance.values)
  paint(canvas, width, height, index => {
    const ink = pixels[index] * 0.35
    return color(signed(values[index])).map(part => Math.min(255, part + ink))
  })
}

/** Draws the channels of (height, width, channels), or a list of values, as tiles. */
export function drawTiles(canvas, shown) {
  const values = bytesOf(shown.values)
  const [height, width, channels] = shown.shape.length === 3 ? shown.shape : [1, 1, shown.shape[0]]
  const gap = shown.shape.length === 3 ? 1 : 0
  const columns = columnsFor(channels, width + gap, height + gap)
  tiles(canvas, channels, columns, width, height, gap, (channel, y, x) => signed(values[(y * width + x) * channels + channel]))
  enlarge(canvas, gap ? 6 : 18)
}

/** Draws kernels (height, width, inputs, filters): a tile for each filter, in it a small picture for each input. */
export function drawFilters(canvas, shown) {
  const values = bytesOf(shown.values)
  const [height, width, inputs, filters] = shown.shape
  const across = Math.min(inputs, 2 ** Math.ceil(Math.log2(Math.sqrt(inputs))))
  const down = Math.ceil(inputs / across)
  const [tileWidth, tileHeight] = [across * width, down * height]
  const columns = columnsFor(filters, tileWidth + 1, tileHeight + 1)
  tiles(canvas, filters, columns, tileWidth, tileHeight, 1, (filter, y, x) => {
    const input = Math.floor(y / height) * across + Math.floor(x / width)
    return input < inputs ? signed(values[(((y % height) * width + (x % width)) * inputs + input) * filters + filter]) : 0
  })
  enlarge(canvas, 12)
}

/** Shows pixels as large as there is room for, by a whole number up to `most`. */
function enlarge(canvas, most) {
  canvas.style.width = `${canvas.width * Math.max(1, Math.min(most, Math.floor(960 / canvas.width)))}px`
}

/** A number of columns that makes a picture about three times as wide as high. */
function columnsFor(count, width, height) {
  if (count <= 16 && width === 1) return count
  const wanted = Math.round(Math.sqrt((3 * count * height) / width))
  // Powers of two look tidy, since layers mostly have as many channels.
  return Math.max(1, Math.min(count, 2 ** Math.round(Math.log2(Math.max(1, wanted)))))
}

function tiles(canvas, count, columns, width, height, gap, value) {
  const rows = Math.ceil(count / columns)
  const [fullWidth, fullHeight] = [columns * (width + gap) + gap, rows * (height + gap) + gap]
  paint(canvas, fullWidth, fullHeight, index => {
    const [x, y] = [(index % fullWidth) - gap, Math.floor(index / fullWidth) - gap]
    const [column, row] = [Math.floor(x / (width + gap)), Math.floor(y / (height + gap))]
    const [innerX, innerY] = [x - column * (width + gap), y - row * (height + gap)]
    const tile = row * columns + column
    if (x < 0 || y < 0 || innerX >= width || innerY >= height || tile >= count) return [70, 76, 84]
    return color(value(tile, innerY, innerX))
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
