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
  // Through the midpoints between points, so that quick curves stay round.
  for (let i = 1; i < points.length; i++) {
    const [[x, y], [nextX, nextY]] = [points[i], points[i + 1] ?? points[i]]
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  }
  if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1])
  context.stroke()
}

/** Returns the boxes around marks that overlap, within a canvas, from left to right. */
export function shapes(marks, canvas) {
  const boxes = []
  for (const mark of marks) {
    let box = mark.box ?? boxOf(mark)
    for (let index; (index = boxes.findIndex(other => overlap(box, other))) >= 0;) box = union(box, boxes.splice(index, 1)[0])
    boxes.push(box)
  }
  return boxes.map(box => within(box, canvas)).filter(box => box.width > 0 && box.height > 0).sort((a, b) => a.x - b.x)
}

function boxOf({ width, points }) {
  const [xs, ys] = [points.map(point => point[0]), points.map(point => point[1])]
  const [left, top] = [Math.min(...xs) - width / 2, Math.min(...ys) - width / 2]
  return { x: left, y: top, width: Math.max(...xs) + width / 2 - left, height: Math.max(...ys) + width / 2 - top }
}

/** Whether two boxes have a point in common. */
export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function union(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}

function within(box, { width, height }) {
  const [x, y] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))]
  return { x, y, width: Math.min(width, Math.ceil(box.x + box.width)) - x, height: Math.min(height, Math.ceil(box.y + box.height)) - y }
}
