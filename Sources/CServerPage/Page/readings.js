// Digits as the network read them and as somebody corrected them.

import { bytesOf } from "./pictures.js"

/** Below this confidence a single digit is shown as doubtful instead of as the answer. */
export const leastSureness = 0.5
/** Below this confidence somebody should check a digit. */
const checkBelow = 0.9

/** A probability as text: at most three digits, and never 100 % for what is not certain. */
export function percent(value) {
  const text = value >= 0.9995 && value < 1 ? "> 99.9" : (100 * value).toFixed(value > 0 && value < 0.1 ? 2 : value === 1 ? 0 : 1)
  return `${text}\u00a0%`
}

/** A number with its noun: "1 digit", "2 digits". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`

/** One shape of a picture: what the network read, and what somebody said about it. */
export class Reading {
  /**
   * @param answer the server's digit, confidence, probabilities, pixels and box
   * @param line the index of its line
   * @param isRejected whether the network took it for no digit
   */
  constructor(answer, line, isRejected = false) {
    Object.assign(this, answer, { line, isRejected, bytes: bytesOf(answer.pixels) })
    /** Somebody's answer: "0" to "9", "none", or undefined. */
    this.correction = undefined
    /** Whether the correction is stored: "", "saving …", "saved" or "not saved". */
    this.state = ""
  }

  /** Its digit, or nothing if it is no digit. */
  get label() {
    if (this.correction !== undefined) return this.correction === "none" ? "" : this.correction
    return this.isRejected ? "" : String(this.digit)
  }

  /** How sure its label is, 0 to 1. What somebody said is certain. */
  get sureness() { return this.correction === undefined ? this.confidence : 1 }

  get needsCheck() { return this.correction === undefined && !this.isRejected && this.confidence < checkBelow }

  /** Where its label comes from, in words. */
  get origin() {
    if (this.correction !== undefined) return "corrected by you"
    return this.isRejected ? `closest to ${this.digit}` : `${percent(this.confidence)} sure`
  }
}

/** The readings that are digits. */
export const digits = readings => readings.filter(reading => reading.label !== "")

/** The readings' digits, line by line; lines without digits are left out. */
export function textLines(readings) {
  const lines = new Map()
  for (const reading of digits(readings)) lines.set(reading.line, (lines.get(reading.line) ?? "") + reading.label)
  return [...lines.keys()].sort((a, b) => a - b).map(line => lines.get(line))
}

/** The probability that all digits are right. */
export const sureness = readings => digits(readings).reduce((product, reading) => product * reading.sureness, 1)
