// The Draw tab: reads while somebody draws.

import * as ink from "./ink.js"
import { Inside } from "./inside.js"
import { Pad } from "./pad.js"
import { count, isDigit, leastSureness, percent, Reading, readingsOf, symbols, textLines } from "./readings.js"
import { addSamples } from "./samples.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
/** The most shapes that are looked at although no digit or mark was read in them. */
const mostLooks = 4

export class Drawing {
  constructor(page, corrections) {
    this.page = page
    this.corrections = corrections
    this.pad = new Pad(element("pad"), () => this.changed())
    this.inside = new Inside(page)
    /** The lines of the last answer, and its shapes: symbols, and what is none. */
    this.lines = []
    this.readings = []
    this.selected = 0
    this.isAsking = false
    this.isStale = false
    this.rows = this.makeBars()
    addSamples(element("samples"), this.pad)
    element("undo").addEventListener("click", () => this.pad.undo())
    element("clear").addEventListener("click", () => this.pad.clear())
    element("pen").addEventListener("input", event => { this.pad.penWidth = Number(event.target.value) })
    element("seen").addEventListener("keydown", event => this.seenKey(event))
    element("correct").addEventListener("click", () => {
      this.corrections.ask(this.readings[this.selected], () => this.corrected())
    })
  }

  makeBars() {
    return [...Array(10).keys()].map(digit => {
      const row = document.createElement("li")
      row.innerHTML = `<span>${digit}</span><span class="track"><span class="bar"></span></span><span class="value"></span>`
      element("bars").append(row)
      return row
    })
  }

  changed() {
    element("undo").disabled = element("clear").disabled = this.pad.isBlank
    this.isStale = true
    this.ask()
  }

  /** Asks about what is drawn now. One request is under way at a time, and the last one is always about the latest drawing. */
  async ask() {
    if (this.isAsking) return
    this.setAsking(true)
    while (this.isStale) {
      this.isStale = false
      try {
        const found = this.pad.isBlank ? [[], []] : await this.read()
        // Not shown if it has been erased in the meantime.
        this.show(...(this.pad.isBlank ? [[], []] : found))
        if (!this.pad.isBlank) this.page.working()
      } catch (error) {
        this.page.failed(error)
      }
    }
    this.setAsking(false)
  }

  /** While it is busy, screen readers wait for the last answer. */
  setAsking(isAsking) {
    this.isAsking = isAsking
    document.querySelector(".answer").setAttribute("aria-busy", String(isAsking))
  }

  /** Returns the symbols on the pad together with the shapes in which none was found, and the lines. */
  async read() {
    const shapes = this.pad.shapes()
    const answer = await server.read(await this.pad.picture(), { print: 0 })
    const readings = readingsOf(answer, this.pad.canvas)
    const shapeOf = reading => shapes.find(shape => ink.isSame(reading.box, shape.box))
    for (const reading of readings.filter(reading => reading.symbol === "?" && shapeOf(reading)).slice(0, mostLooks)) {
      reading.lookedAt(await this.lookAt(shapeOf(reading)))
    }
    const unread = shapes.filter(shape => !readings.some(reading => ink.isSame(reading.box, shape.box))).slice(0, mostLooks)
    for (const shape of unread) {
      const { box } = shape
      const line = answer.lines.findIndex(line => ink.overlap(box, { ...line.box, x: box.x, width: box.width }))
      readings.push(await this.readAlone(shape, line < 0 ? answer.lines.length : line))
    }
    readings.forEach(reading => this.corrections.recall(reading))
    return [readings.sort((a, b) => a.line - b.line || a.box.x - b.box.x), answer.lines]
  }

  /** Reads one shape by itself: what the page's reader left out as a letter, a rule, or a part of a word. */
  async readAlone(shape, line) {
    const look = await this.lookAt(shape)
    const reading = new Reading({ ...look, symbol: String(look.digit), box: shape.box }, line, this.pad.canvas, look.confidence < leastSureness)
    return Object.assign(reading, { isAlone: true })
  }

  /** Returns what the network for single digits makes of a shape. */
  async lookAt({ box, marks }) {
    // Includes a margin of paper, so that it is clear which is ink.
    const picture = await ink.picture(marks, ink.widened(box, Math.ceil(box.height / 2)))
    return server.look(picture, this.page.model)
  }

  show(readings, lines) {
    this.readings = readings
    this.lines = lines
    element("answer-details").hidden = readings.length === 0
    this.showAnswer()
    this.showSeen()
  }

  corrected() {
    this.showAnswer()
    this.showSeen()
  }

  showAnswer() {
    const [found, rejected] = [symbols(this.readings), this.readings.filter(reading => reading.label === "")]
    if (this.pad.isBlank) {
      this.say("Draw a digit", "Or a number of several digits.", "is-hint")
    } else if (found.length === 0) {
      const [first] = rejected
      this.say("Not a digit", first?.correction ? "You said so." : first ? `The closest digit is ${first.digit}.` : "", "is-doubt")
    } else if (found.length === 1 && found[0].sureness < leastSureness) {
      this.say("Not a digit?", `It may be ${found[0].label} (${found[0].origin}).`, "is-doubt")
    } else {
      this.sayText(found, rejected)
    }
  }

  sayText(found, rejected) {
    const lines = textLines(this.readings, this.lines)
    const doubts = found.filter(reading => reading.sureness < leastSureness && reading.label !== "?").length
    const unknown = found.filter(reading => reading.label === "?").length
    const notes = [
      found.every(reading => reading.correction) ? "corrected by you" : `${percent(lines.reduce((product, line) => product * line.sureness, 1))} sure`,
      doubts && `${doubts} may be ${doubts === 1 ? "another symbol" : "other symbols"}`,
      unknown && `${count(unknown, "shape")} unknown`,
      rejected.length && `${count(rejected.length, "shape")} not a digit`.replace("shapes not a digit", "shapes not digits"),
    ]
    this.say(lines.map(line => line.text).join(" "), notes.filter(Boolean).join("; "), "")
  }

  say(answer, note, kind) {
    element("answer").textContent = answer
    element("answer").className = kind
    element("answer-note").textContent = note || "\u00a0"
  }

  /** Shows the pictures that the network was given, and the details of the selected one. */
  showSeen() {
    this.selected = Math.max(0, Math.min(this.selected, this.readings.length - 1))
    const seen = element("seen")
    const hadFocus = seen.contains(document.activeElement)
    seen.replaceChildren(...this.readings.map((reading, index) => this.tile(reading, index)))
    if (hadFocus) seen.children[this.selected]?.focus()
    this.showSelected()
  }

  tile(reading, index) {
    const button = document.createElement("button")
    button.setAttribute("role", "radio")
    button.setAttribute("aria-checked", String(index === this.selected))
    button.setAttribute("aria-label", `${index + 1}: ${reading.name}, ${reading.origin}`)
    button.tabIndex = index === this.selected ? 0 : -1
    button.classList.toggle("is-none", reading.label === "" || reading.label === "?")
    const canvas = document.createElement("canvas")
    reading.draw(canvas)
    const label = document.createElement("span")
    label.textContent = reading.label || "no digit"
    button.append(canvas, label)
    button.addEventListener("click", () => this.select(index))
    return button
  }

  select(index) {
    this.selected = index
    this.showSeen()
    element("seen").children[index]?.focus()
  }

  seenKey(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (!step || !this.readings.length) return
    event.preventDefault()
    this.select((this.selected + step + this.readings.length) % this.readings.length)
  }

  showSelected() {
    const reading = this.readings[this.selected]
    const isNone = reading?.isRejected || reading?.symbol === "?"
    const isMark = Boolean(reading) && !reading.probabilities
    element("bars-title").textContent = isMark ? "What else it may be" : isNone ? "If it were a digit" : "How likely each digit is"
    element("bars").hidden = isMark
    element("others").hidden = !isMark
    element("others").textContent = isMark ? othersOf(reading) : ""
    this.rows.forEach((row, index) => {
      const value = reading?.probabilities?.[index]
      row.classList.toggle("is-best", reading?.label === String(index))
      row.querySelector(".bar").style.width = `${100 * (value ?? 0)}%`
      row.querySelector(".value").textContent = value === undefined ? "" : percent(value)
    })
    element("bars").classList.toggle("is-none", isNone)
    element("correct").textContent = isNone ? "This is a digit" : `Correct this ${isDigit(reading?.label) ? "digit" : "mark"}`
    element("correct-state").textContent = reading?.state ?? ""
    element("inside").hidden = !reading?.bytes
    this.inside.show(reading?.bytes)
  }
}

/** The other symbols that a mark may be, in words. */
function othersOf({ alternatives }) {
  const others = alternatives.map(({ symbol, confidence }) => `${symbol ?? "nothing"} (${percent(confidence)})`)
  return others.join(", ") || "Nothing else is likely."
}
