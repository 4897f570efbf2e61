// Marks on paper: strokes with a width and points, and pictures with a box.

/** Draws marks in black on white paper. */
export function draw(context, marks) {
  context.save()
  context.resetTransform()
  context.fillStyle = "#fff"
  context.fillRect(0, 0, context.canvas.width, context.canvas.height)
  context.restore()
  context.strokeStyle = "#000"
  context.lineCap = context.lineJoin = "round"
  context.imageSmoothingQuality = "high"
  for (const mark of marks) {
    if (mark.image) context.drawImage(mark.image, mark.box.x, mark.box.y, mark.box.width, mark.box.height)
    else drawStroke(context, mark)
  }
}

function drawStroke(context, { width, points }) {
  context.lineWidth = width
  context.beginPath()
  context.moveTo(...points[0])
  // Drawn through the midpoints between points, so that fast curves stay round.
  for (let i = 1; i < points.length; i++) {
    const [[x, y], [nextX, nextY]] = [points[i], points[i + 1] ?? points[i]]
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1])
  context.stroke()
}

/** Puts marks whose boxes overlap together. Returns shapes, each with its marks and the box around them, from left to right. */
export function shapes(marks) {
  const found = []
  for (const mark of marks) {
    let shape = { box: mark.box ?? boxOf(mark), marks: [mark] }
    for (let index; (index = found.findIndex(other => overlap(shape.box, other.box))) >= 0;) {
      const [other] = found.splice(index, 1)
      shape = { box: union(shape.box, other.box), marks: [...other.marks, ...shape.marks] }
    }
    found.push(shape)
  }
  return found.sort((a, b) => a.box.x - b.box.x)
}

/** Returns a PNG file of marks on a piece of paper. */
export function picture(marks, { x, y, width, height }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height })
  const context = canvas.getContext("2d")
  context.translate(-x, -y)
  draw(context, marks)
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
}

function boxOf({ width, points }) {
  const [xs, ys] = [points.map(point => point[0]), points.map(point => point[1])]
  const [left, top] = [Math.min(...xs) - width / 2, Math.min(...ys) - width / 2]
  return { x: left, y: top, width: Math.max(...xs) + width / 2 - left, height: Math.max(...ys) + width / 2 - top }
}

/** Returns a box with a margin around it. */
export const widened = ({ x, y, width, height }, margin) =>
  ({ x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin })

/** Whether two boxes have a point in common. */
export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Whether two boxes are of the same ink, at least in part: the center of one is in the other. Neighbors may overlap a little. */
export const isSame = (a, b) => overlap(a, center(b)) || overlap(b, center(a))

const center = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2, width: 0, height: 0 })

function union(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}
