// The list of symbols to check, the least certain first, and the certain ones, folded.

import { count, percent } from "./readings.js"

const element = id => document.getElementById(id)

export class Review {
  /**
   * @param onSelect called with the reading that is to be corrected
   * @param onPoint called with a reading, and whether it is pointed at or has the focus
   */
  constructor(onSelect, onPoint) {
    this.onSelect = onSelect
    this.onPoint = onPoint
  }

  /** Lists readings. A symbol stays where it is when it is corrected. */
  show(readings) {
    const order = [...readings].sort((a, b) => a.confidence - b.confidence)
    const isListed = reading => reading.needsCheck || Boolean(reading.correction)
    const [open, folded] = [order.filter(isListed), order.filter(reading => !isListed(reading))]
    element("review-title").hidden = open.length === 0
    element("review").replaceChildren(...open.map(reading => this.row(reading)))
    element("sure-list").replaceChildren(...folded.map(reading => this.row(reading)))
    element("sure").hidden = folded.length === 0
    element("sure").open = false
    element("sure-title").textContent = `${count(folded.length, "symbol")} read with at least ${percent(folded[0]?.confidence ?? 0)} confidence`
  }

  row(reading) {
    const row = document.createElement("li")
    const button = document.createElement("button")
    const canvas = document.createElement("canvas")
    canvas.className = "pixels"
    reading.draw(canvas)
    button.append(canvas)
    for (const name of ["digit", "origin", "saved"]) {
      button.append(Object.assign(document.createElement("span"), { className: name }))
    }
    this.connect(reading, button)
    reading.rowButton = button
    this.update(reading)
    row.append(button)
    return row
  }

  /** Makes a button of a reading ask for it, and point at it. */
  connect(reading, button) {
    button.addEventListener("click", () => this.onSelect(reading))
    for (const [name, isCurrent] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) {
      button.addEventListener(name, () => this.onPoint(reading, isCurrent))
    }
  }

  /** Brings the row of a reading up to date. */
  update(reading) {
    const button = reading.rowButton
    button.classList.toggle("is-doubtful", reading.needsCheck)
    button.setAttribute("aria-label", `${reading.name}, ${reading.origin} ${reading.state}, ${reading.place}; correct it`)
    button.querySelector(".digit").textContent = reading.label || "–"
    button.querySelector(".origin").textContent = reading.correction === "none" ? "not a digit" : reading.origin
    button.querySelector(".saved").textContent = reading.state
  }
}
