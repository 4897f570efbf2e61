// A pad that is drawn on with a mouse, a finger, a pen or the keyboard: black ink on white paper.

export class Pad {
  /**
   * @param canvas where it is
   * @param onChange called after each change
   */
  constructor(canvas, onChange) {
    this.canvas = canvas
    this.context = canvas.getContext("2d")
    this.onChange = onChange
    this.penWidth = 34
    /** Each stroke has a width and points. */
    this.strokes = []
    /** The strokes that fingers, pens or keys are drawing now, by pointer. */
    this.current = new Map()
    this.cursor = null
    canvas.addEventListener("pointerdown", event => this.begin(event))
    canvas.addEventListener("pointermove", event => this.move(event))
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, event => this.finish(event.pointerId))
    canvas.addEventListener("keydown", event => this.key(event))
    canvas.addEventListener("blur", () => this.leave())
    this.draw()
  }

  get isBlank() { return this.strokes.length === 0 }

  /** The picture as a PNG file. */
  picture() {
    // Without the keyboard's cursor.
    this.draw(false)
    const blob = new Promise(resolve => this.canvas.toBlob(resolve, "image/png"))
    if (this.cursor) this.draw()
    return blob
  }

  undo() {
    this.current.clear()
    if (this.strokes.pop()) this.changed()
  }

  clear() {
    this.current.clear()
    this.strokes = []
    this.changed()
  }

  begin(event) {
    if (event.button !== 0) return
    event.preventDefault()
    this.canvas.focus({ preventScroll: true })
    this.cursor = null
    this.canvas.setPointerCapture(event.pointerId)
    this.start(event.pointerId, this.point(event))
  }

  move(event) {
    const stroke = this.current.get(event.pointerId)
    if (!stroke) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length ? events : [event]) stroke.points.push(this.point(each))
    this.changed()
  }

  start(pointer, point) {
    const stroke = { width: this.penWidth, points: [point] }
    this.current.set(pointer, stroke)
    this.strokes.push(stroke)
    this.changed()
  }

  finish(pointer) {
    if (this.current.delete(pointer)) this.changed()
  }

  /** A place on the canvas, in its own pixels. */
  point(event) {
    const box = this.canvas.getBoundingClientRect()
    return [((event.clientX - box.left) * this.canvas.width) / box.width, ((event.clientY - box.top) * this.canvas.height) / box.height]
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
    const step = steps[event.key]
    if (step) {
      const [x, y] = this.cursor ?? [this.canvas.width / 2, this.canvas.height / 4]
      const size = event.shiftKey ? 4 : 14
      const clamp = (value, most) => Math.max(0, Math.min(most, value))
      this.cursor = [clamp(x + step[0] * size, this.canvas.width), clamp(y + step[1] * size, this.canvas.height)]
      const stroke = this.current.get("keys")
      if (stroke) stroke.points.push(this.cursor)
      this.changed(Boolean(stroke))
    } else if (event.key === " ") {
      this.cursor ??= [this.canvas.width / 2, this.canvas.height / 4]
      if (this.current.has("keys")) this.finish("keys")
      else this.start("keys", this.cursor)
    } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
      this.undo()
    } else if (event.key === "Delete") {
      this.clear()
    } else {
      return
    }
    event.preventDefault()
  }

  leave() {
    this.finish("keys")
    this.cursor = null
    this.draw()
  }

  changed(hasNewInk = true) {
    this.draw()
    if (hasNewInk) this.onChange()
  }

  draw(withCursor = true) {
    const context = this.context
    context.fillStyle = "#fff"
    context.fillRect(0, 0, this.canvas.width, this.canvas.height)
    context.strokeStyle = "#000"
    context.lineCap = context.lineJoin = "round"
    for (const { width, points } of this.strokes) {
      context.lineWidth = width
      context.beginPath()
      context.moveTo(...points[0])
      // Through the middles between points, so that quick curves stay round.
      for (let i = 1; i < points.length; i++) {
        const [[x, y], [nextX, nextY]] = [points[i], points[i + 1] ?? points[i]]
        context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
      }
      if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1])
      context.stroke()
    }
    if (withCursor && this.cursor) {
      context.strokeStyle = this.current.has("keys") ? "#0b63ce" : "#8a939c"
      context.lineWidth = 3
      context.beginPath()
      context.arc(...this.cursor, this.penWidth / 2 + 4, 0, 2 * Math.PI)
      context.stroke()
    }
  }
}
