// The part of the page that reads while one draws.

import { Inside } from "./inside.js"
import { Pad } from "./pad.js"
import { bytesOf, drawGray } from "./pictures.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
/** Below this nobody should trust an answer. */
export const leastSureness = 0.5
/** Three digits at most, and never 100 % for what is not certain. */
export function percent(value) {
  const text = value >= 0.9995 && value < 1 ? "> 99.9" : (100 * value).toFixed(value > 0 && value < 0.1 ? 2 : 1)
  return `${text} %`
}

export class Drawing {
  constructor(page) {
    this.page = page
    this.pad = new Pad(element("pad"), () => this.changed())
    this.inside = new Inside(page)
    /** The digits of the last answer. */
    this.digits = []
    this.selected = 0
    this.isAsking = false
    this.isStale = false
    this.rows = this.makeBars()
    element("undo").addEventListener("click", () => this.pad.undo())
    element("clear").addEventListener("click", () => this.pad.clear())
    element("pen").addEventListener("input", event => { this.pad.penWidth = Number(event.target.value) })
    element("seen").addEventListener("keydown", event => this.seenKey(event))
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

  /** Asks about what is drawn now. One request is under way at a time, and the last one is always about the latest. */
  async ask() {
    if (this.isAsking) return
    this.isAsking = true
    while (this.isStale) {
      this.isStale = false
      if (this.pad.isBlank) {
        this.showBlank()
      } else {
        try {
          const answer = await server.read(await this.pad.picture(), this.page.model)
          // What has been wiped out meanwhile is not shown.
          if (this.pad.isBlank) this.showBlank()
          else this.show(answer)
          this.page.working()
        } catch (error) {
          this.page.failed(error)
        }
      }
    }
    this.isAsking = false
  }

  showBlank() {
    this.digits = []
    this.say("Draw something", "", "is-hint")
    this.showDigits()
  }

  show(answer) {
    const lines = answer.lines
    this.digits = lines.flatMap(line => line.digits.map(digit => ({ ...digit, bytes: bytesOf(digit.pixels) })))
    const least = Math.min(...this.digits.map(digit => digit.confidence))
    if (this.digits.length === 0) {
      this.say("Not a digit", "Nothing here looks like one.", "is-doubt")
    } else if (this.digits.length === 1 && least < leastSureness) {
      this.say("Not a digit?", `If it is one, then perhaps ${this.digits[0].digit} (${percent(least)} sure).`, "is-doubt")
    } else {
      const doubts = this.digits.filter(digit => digit.confidence < leastSureness).length
      const sureness = `${percent(lines.reduce((product, line) => product * line.confidence, 1))} sure`
      this.say(lines.map(line => line.text).join(" "), doubts ? `${sureness}; ${doubts} may be no digit` : sureness, "")
    }
    this.showDigits()
  }

  say(answer, note, kind) {
    element("answer").textContent = answer
    element("answer").className = kind
    element("answer-note").textContent = note || "\u00a0"
  }

  showDigits() {
    this.selected = Math.max(0, Math.min(this.selected, this.digits.length - 1))
    const seen = element("seen")
    const hadFocus = seen.contains(document.activeElement)
    seen.replaceChildren(
      ...this.digits.map((digit, index) => {
        const button = document.createElement("button")
        button.setAttribute("role", "radio")
        button.setAttribute("aria-checked", String(index === this.selected))
        button.setAttribute("aria-label", `digit ${index + 1}: ${digit.digit}, ${percent(digit.confidence)} sure`)
        button.tabIndex = index === this.selected ? 0 : -1
        const canvas = document.createElement("canvas")
        drawGray(canvas, digit.bytes)
        button.append(canvas)
        button.addEventListener("click", () => this.select(index))
        return button
      }))
    if (hadFocus) seen.children[this.selected]?.focus()
    this.showBars()
    this.inside.show(this.digits[this.selected]?.bytes)
  }

  select(index) {
    this.selected = index
    this.showDigits()
    element("seen").children[index]?.focus()
  }

  seenKey(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (!step || !this.digits.length) return
    event.preventDefault()
    this.select((this.selected + step + this.digits.length) % this.digits.length)
  }

  showBars() {
    const digit = this.digits[this.selected]
    this.rows.forEach((row, index) => {
      const value = digit?.probabilities[index]
      row.classList.toggle("is-best", digit?.digit === index)
      row.querySelector(".bar").style.width = `${100 * (value ?? 0)}%`
      row.querySelector(".value").textContent = value === undefined ? "" : percent(value)
    })
  }
}
