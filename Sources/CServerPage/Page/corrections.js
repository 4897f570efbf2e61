// Asks which symbol it is, and saves the answer.

import { isDigit, percent } from "./readings.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
const digits = [..."0123456789"]
const marks = [...".,-/:+()#$€=*%"]

export class Corrections {
  constructor(page) {
    this.page = page
    /** The answers so far, by the digit's pixels. */
    this.known = new Map()
    this.dialog = element("correction")
    for (const [id, values] of [["keys", digits], ["mark-keys", marks]]) {
      element(id).append(...values.map(value => Object.assign(document.createElement("button"), { value, textContent: value })))
    }
    this.dialog.addEventListener("close", () => this.answered(this.dialog.returnValue))
    this.dialog.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const value = event.key === "n" ? "none" : event.key
      if (value !== "none" && !digits.includes(value) && !marks.includes(value)) return
      event.preventDefault()
      this.dialog.close(value)
    })
  }

  /** Applies what was said earlier about the same pixels. */
  recall(reading) {
    const known = reading.pixels && this.known.get(reading.pixels)
    if (known) Object.assign(reading, known)
  }

  /**
   * Asks which symbol it is.
   * @param onChange called once it is answered, and again once it is stored
   */
  ask(reading, onChange) {
    this.asked = { reading, onChange }
    reading.draw(element("correction-picture"))
    digits.forEach((digit, index) => {
      const likely = reading.probabilities?.[index] ?? reading.alternatives.find(other => other.symbol === digit)?.confidence
      element("keys").children[index].innerHTML = `${digit}<small>${likely === undefined ? "\u00a0" : percent(likely)}</small>`
    })
    this.dialog.returnValue = ""
    this.dialog.showModal()
    const label = reading.label === "" || reading.label === "?" ? String(reading.digit ?? 0) : reading.label
    const keys = [...this.dialog.querySelectorAll(".keys button")]
    keys.find(key => key.value === label)?.focus()
  }

  async answered(value) {
    const { reading, onChange } = this.asked
    if (value === "") return
    const note = state => {
      const correction = { correction: value, state }
      if (reading.pixels) this.known.set(reading.pixels, correction)
      Object.assign(reading, correction)
      onChange()
    }
    // Training uses digits, and non-digits that were taken for one.
    const picture = isDigit(value) || (value === "none" && reading.bytes) ? await reading.picture() : null
    if (!picture) return note("changed here")
    note("saving …")
    try {
      await server.correct(picture, value, this.page.model)
      note("saved")
    } catch (error) {
      note("not saved")
      this.page.failed(error)
    }
  }
}
