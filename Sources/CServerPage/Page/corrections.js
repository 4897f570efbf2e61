// The question which digit it is, and what was answered.

import { drawGray } from "./pictures.js"
import { percent } from "./readings.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)

export class Corrections {
  constructor(page) {
    this.page = page
    /** The answers so far, by the digit's pixels. */
    this.known = new Map()
    this.dialog = element("correction")
    element("keys").append(...[...Array(10).keys()].map(digit => {
      const button = document.createElement("button")
      button.value = String(digit)
      return button
    }))
    this.dialog.addEventListener("close", () => this.answered(this.dialog.returnValue))
    this.dialog.addEventListener("keydown", event => {
      if (/^[0-9]$/.test(event.key)) this.dialog.close(event.key)
      if (event.key === "n" || event.key === "-") this.dialog.close("none")
    })
  }

  /** Applies what was said earlier about the same pixels. */
  recall(reading) {
    const known = this.known.get(reading.pixels)
    if (known) Object.assign(reading, known)
  }

  /**
   * Asks which digit it is.
   * @param onChange called once it is answered, and again once it is stored
   */
  ask(reading, onChange) {
    this.asked = { reading, onChange }
    drawGray(element("correction-picture"), reading.bytes)
    const keys = [...element("keys").children]
    keys.forEach((key, index) => {
      key.innerHTML = `${index}<small>${percent(reading.probabilities[index])}</small>`
    })
    this.dialog.returnValue = ""
    this.dialog.showModal()
    keys[Number(reading.label || reading.digit)].focus()
  }

  async answered(value) {
    const { reading, onChange } = this.asked
    if (value === "") return
    const note = (state) => {
      this.known.set(reading.pixels, { correction: value, state })
      Object.assign(reading, { correction: value, state })
      onChange()
    }
    note("saving …")
    try {
      await server.correct(reading.bytes, value, this.page.model)
      note("saved")
    } catch (error) {
      note("not saved")
      this.page.failed(error)
    }
  }
}
