// A pad to draw on with a mouse, a finger, a pen or the keyboard: black ink on white paper.

import * as ink from "./ink.js"

export class Pad {
  /**
   * @param canvas where to draw
   * @param onChange called after each change
   */
  constructor(canvas, onChange) {
    this.canvas = canvas
    this.context = canvas.getContext("2d")
    this.onChange = onChange
    this.penWidth = 34
    /** What is on the pad: strokes with a width and points, and pictures with a box. */
    this.marks = []
    /** The strokes under way, by pointer. */
    this.current = new Map()
    this.cursor = null
    canvas.addEventListener("pointerdown", event => this.begin(event))
    canvas.addEventListener("pointermove", event => this.move(event))
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, event => this.finish(event.pointerId))
    canvas.addEventListener("keydown", event => this.key(event))
    canvas.addEventListener("blur", () => this.leave())
    this.draw()
  }

  get isBlank() { return this.marks.length === 0 }

  /** Returns a PNG file of the pad. */
  picture() { return ink.picture(this.marks, { x: 0, y: 0, width: this.canvas.width, height: this.canvas.height }) }

  /** Returns what is on the pad as shapes: marks that touch. */
  shapes() { return ink.shapes(this.marks) }

  undo() {
    this.current.clear()
    if (this.marks.pop()) this.changed()
  }

  clear() { this.replace([]) }

  /** Replaces what is on the pad with a picture of one digit. */
  showPicture(image) {
    const side = 0.75 * this.canvas.height
    this.replace([{ image, box: { x: (this.canvas.width - side) / 2, y: (this.canvas.height - side) / 2, width: side, height: side } }])
  }

  /** Replaces what is on the pad with strokes, whose points are fractions of its size. */
  showStrokes(strokes) {
    this.replace(strokes.map(points => ({
      width: this.penWidth, points: points.map(([x, y]) => [x * this.canvas.width, y * this.canvas.height]),
    })))
  }

  replace(marks) {
    this.current.clear()
    this.marks = marks
    this.changed()
  }

  begin(event) {
    if (event.button !== 0) return
    // A pad reached with the keyboard shows a focus ring and a cursor; drawing by hand needs neither.
    if (this.canvas.matches(":focus-visible")) this.canvas.blur()
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
    this.marks.push(stroke)
    this.changed()
  }

  finish(pointer) {
    if (this.current.delete(pointer)) this.changed()
  }

  /** Returns the position of an event in pixels of the canvas. */
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

  draw() {
    ink.draw(this.context, this.marks)
    if (!this.cursor) return
    this.context.strokeStyle = this.current.has("keys") ? "#0b63ce" : "#8a939c"
    this.context.lineWidth = 3
    this.context.beginPath()
    this.context.arc(...this.cursor, this.penWidth / 2 + 4, 0, 2 * Math.PI)
    this.context.stroke()
  }
}
