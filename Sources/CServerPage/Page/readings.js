// Symbols as read and as corrected.

import { bytesOf, drawGray, drawPart, partFile } from "./pictures.js"

/** Below this confidence a single digit is shown as doubtful instead of as the answer. */
export const leastSureness = 0.5
/** Below this confidence somebody should check a symbol or a number. */
export const checkBelow = 0.9

/** A probability as text: at most three digits, and never 100 % for what is not certain. */
export function percent(value) {
  const text = value >= 0.9995 && value < 1 ? "> 99.9" : (100 * value).toFixed(value > 0 && value < 0.1 ? 2 : value === 1 ? 0 : 1)
  return `${text}\u00a0%`
}

/** A number with its noun: "1 digit", "2 digits". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`

/** Whether a symbol is a digit. */
export const isDigit = symbol => /^[0-9]$/.test(symbol)

/** One symbol of a picture, or a shape that is none: what was read, and what somebody said about it. */
export class Reading {
  /**
   * @param found the server's symbol, confidence, box and alternatives; of digits and of what was looked at alone also the probabilities
   *   of the ten digits, and the pixels
   * @param line the index of its line
   * @param image the picture that its box is in
   * @param isRejected whether it was taken for no digit
   */
  constructor(found, line, image, isRejected = false) {
    Object.assign(this, { alternatives: [] }, found, { line, image, isRejected })
    this.bytes = found.pixels ? bytesOf(found.pixels) : null
    /** Somebody's answer: a symbol, "none", or undefined. */
    this.correction = undefined
    /** What became of the correction: "", "saving …", "saved", "not saved", or "changed here". */
    this.state = ""
  }

  /** Its symbol, or nothing if it is none. */
  get label() {
    if (this.correction !== undefined) return this.correction === "none" ? "" : this.correction
    return this.isRejected ? "" : this.symbol
  }

  /** Its label in words. */
  get name() { return this.label === "?" ? "unknown" : this.label || "not a digit" }

  /** Whether a pattern has put it in: then it is nowhere in the picture. */
  get isPutIn() { return !this.box }

  /** How sure its label is, 0 to 1. What somebody said is certain. */
  get sureness() { return this.correction === undefined ? this.confidence : 1 }

  get needsCheck() {
    return this.correction === undefined && !this.isRejected && (this.confidence < checkBelow || this.symbol === "?")
  }

  /** Where its label comes from, in words. */
  get origin() {
    if (this.correction !== undefined) return "corrected by you"
    if (this.isRejected) return `closest to ${this.digit}`
    return this.symbol === "?" ? "not a digit or a mark" : `${percent(this.confidence)} sure`
  }

  /** Takes over what the network for single digits makes of it. */
  lookedAt({ digit, probabilities, pixels }) { Object.assign(this, { digit, probabilities, pixels, bytes: bytesOf(pixels) }) }

  /** Draws it alone. */
  draw(canvas) {
    if (this.bytes) drawGray(canvas, this.bytes)
    else drawPart(canvas, this.image, this.box)
  }

  /** Returns its picture as the server takes it: 28x28 bytes or a file; null where the browser cannot show the picture. */
  async picture() { return this.bytes ?? partFile(this.image, this.box) }
}

/** Returns the symbols of all lines of an answer. */
export function readingsOf({ lines }, image) {
  return lines.flatMap((line, index) => {
    const digits = line.digits.values()
    return line.symbols.map(symbol =>
      new Reading(symbol.box && isDigit(symbol.symbol) ? { ...digits.next().value, ...symbol } : symbol, index, image))
  })
}

/** The readings that are digits, marks or `?`. */
export const symbols = readings => readings.filter(reading => reading.label !== "")

/**
 * Returns the lines that have symbols, each with its index, its text, whether it was changed, and the probability that all of it is
 * right: the server's for the whole line, or that of its symbols where somebody or the network for single digits had a say.
 * @param readings the symbols
 * @param lines the server's lines
 */
export function textLines(readings, lines) {
  const found = new Map()
  for (const reading of readings) found.set(reading.line, [...(found.get(reading.line) ?? []), reading])
  return [...found.keys()].sort((a, b) => a - b).map(index => {
    const [members, written] = [found.get(index), symbols(found.get(index))]
    const isChanged = members.some(reading => reading.correction !== undefined)
    const isAsRead = lines[index] && !isChanged && !written.some(reading => reading.isAlone)
    const product = written.reduce((product, reading) => product * reading.sureness, 1)
    return { index, isChanged, text: written.map(reading => reading.label).join(""), sureness: isAsRead ? lines[index].confidence : product }
  }).filter(line => line.text !== "")
}
