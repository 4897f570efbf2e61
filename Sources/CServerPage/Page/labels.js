// Places the labels of symbols over a picture.

import { overlap } from "./ink.js"

/** Font sizes to try, in pixels. */
const sizes = [13, 11, 9]
const gap = 1

/**
 * Puts the labels of each line above or below its symbols, where they cover no symbol, no line that is outlined, and no other label.
 * A label for which there is no room is hidden; its symbol is in the text and in the box's tooltip.
 */
export function placeLabels(sheet, readings) {
  const origin = sheet.getBoundingClientRect()
  const areaOf = box => {
    const { left, top, width, height } = box.getBoundingClientRect()
    return { x: left - origin.left - sheet.clientLeft, y: top - origin.top - sheet.clientTop, width, height }
  }
  for (const reading of readings) reading.area = areaOf(reading.boxButton)
  const taken = [...readings.map(reading => reading.area), ...[...sheet.querySelectorAll(".outline")].map(areaOf)]
  for (const line of new Set(readings.map(reading => reading.line))) {
    const members = readings.filter(reading => reading.line === line)
    const labels = bestLabels(members.map(reading => reading.area), taken, sheet)
    members.forEach((reading, index) => show(reading, labels[index]))
    taken.push(...labels.filter(Boolean))
  }
}

/** Returns a place for the label of each box of a line, or null: the largest size at which all have room, or else most have. */
function bestLabels(boxes, taken, sheet) {
  let best = []
  for (const size of sizes) {
    for (const isAbove of [true, false]) {
      const labels = labelsAt(boxes, size, isAbove, taken, sheet)
      const room = labels.filter(Boolean).length
      if (room > best.filter(Boolean).length) best = labels
      if (room === boxes.length) return best
    }
  }
  return best
}

function labelsAt(boxes, size, isAbove, taken, { clientWidth, clientHeight }) {
  const [width, height] = [Math.ceil(0.62 * size) + 3, Math.ceil(1.25 * size)]
  const placed = []
  return boxes.map(box => {
    const y = isAbove ? box.y - height - gap : box.y + box.height + gap
    const label = { x: box.x + (box.width - width) / 2, y, width, height, size }
    const isInside = label.x >= 0 && y >= 0 && label.x + width <= clientWidth && y + height <= clientHeight
    if (!isInside || [...taken, ...placed].some(other => overlap(label, other))) return null
    placed.push(label)
    return label
  })
}

function show({ boxButton, area }, label) {
  const span = boxButton.firstChild
  span.hidden = !label
  if (!label) return
  // Relative to the inside of the box's border.
  Object.assign(span.style, {
    left: `${label.x - area.x - boxButton.clientLeft}px`, top: `${label.y - area.y - boxButton.clientTop}px`,
    width: `${label.width}px`, height: `${label.height}px`, fontSize: `${label.size}px`,
  })
}
