// Places the labels of digits over a picture.

import { overlap } from "./ink.js"

/** Font sizes to try, in pixels. */
const sizes = [13, 11, 9]
const gap = 1

/**
 * Puts each label above, below or beside its digit's box, where it covers no digit and no other label.
 * A label for which there is no room is hidden; its digit is in the text and in the box's tooltip.
 */
export function placeLabels(sheet, readings) {
  const shown = readings.filter(reading => reading.boxButton)
  const boxes = shown.map(({ boxButton: { offsetLeft, offsetTop, offsetWidth, offsetHeight } }) =>
    ({ x: offsetLeft, y: offsetTop, width: offsetWidth, height: offsetHeight }))
  const taken = [...boxes]
  shown.forEach(({ boxButton }, index) => {
    const label = boxButton.firstChild
    const place = freePlace(boxes[index], taken, sheet)
    label.hidden = !place
    if (!place) return
    taken.push(place)
    // Relative to the inside of the box's border.
    const { clientLeft, clientTop } = boxButton
    Object.assign(label.style, {
      left: `${place.x - boxes[index].x - clientLeft}px`, top: `${place.y - boxes[index].y - clientTop}px`,
      width: `${place.width}px`, height: `${place.height}px`, fontSize: `${place.size}px`,
    })
  })
}

function freePlace(box, taken, { clientWidth, clientHeight }) {
  for (const size of sizes) {
    const [width, height] = [Math.ceil(0.62 * size) + 6, Math.ceil(1.25 * size)]
    const [middleX, middleY] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2]
    const places = [
      [middleX, box.y - height - gap], [middleX, box.y + box.height + gap],
      [box.x - width - gap, middleY], [box.x + box.width + gap, middleY],
    ]
    for (const [x, y] of places) {
      const place = { x, y, width, height, size }
      const isInside = x >= 0 && y >= 0 && x + width <= clientWidth && y + height <= clientHeight
      if (isInside && !taken.some(other => overlap(place, other))) return place
    }
  }
  return null
}
