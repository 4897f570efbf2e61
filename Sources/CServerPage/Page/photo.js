// The part of the page that reads photos: boxes over the picture, a list to review, corrections.

import { Camera } from "./camera.js"
import { leastSureness, percent } from "./drawing.js"
import { bytesOf, drawGray } from "./pictures.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

export class Photo {
  constructor(page) {
    this.page = page
    /** The digits of the picture: what was read, and what the person said. */
    this.digits = []
    this.lines = []
    this.listen()
    element("keys").append(...[...Array(10).keys()].map(digit => {
      const button = document.createElement("button")
      button.value = String(digit)
      return button
    }))
  }

  listen() {
    for (const id of ["file", "camera"]) {
      element(id).addEventListener("change", event => {
        this.read(event.target.files[0])
        event.target.value = ""
      })
    }
    new Camera(file => this.read(file))
    const drop = element("drop")
    for (const name of ["dragover", "dragenter"]) {
      document.addEventListener(name, event => {
        event.preventDefault()
        drop.classList.add("is-over")
      })
    }
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) drop.classList.remove("is-over") })
    document.addEventListener("drop", event => {
      event.preventDefault()
      drop.classList.remove("is-over")
      this.read(event.dataTransfer.files[0])
    })
    document.addEventListener("paste", event => {
      const file = [...(event.clipboardData?.files ?? [])].find(file => file.type.startsWith("image/"))
      if (file) this.read(file)
    })
    element("copy").addEventListener("click", () => this.copy())
    element("correction").addEventListener("close", () => this.corrected(element("correction").returnValue))
    element("correction").addEventListener("keydown", event => {
      if (/^[0-9]$/.test(event.key)) element("correction").close(event.key)
    })
  }

  async read(file) {
    if (!file) return
    this.page.open("photo")
    this.say(`Reading ${file.name || "the picture"} …`)
    element("photo-result").hidden = true
    try {
      const answer = await server.read(file, this.page.model)
      await this.show(file, answer)
      this.page.working()
    } catch (error) {
      this.say("")
      this.page.failed(error)
    }
  }

  say(text) { element("photo-status").textContent = text }

  async show(file, answer) {
    const picture = element("picture")
    if (this.address) URL.revokeObjectURL(this.address)
    this.address = URL.createObjectURL(file)
    picture.src = this.address
    // Browsers do not show every kind that the server reads, such as TIFF.
    await picture.decode().catch(() => {})
    this.size = answer
    this.lines = answer.lines
    this.digits = answer.lines.flatMap((line, lineIndex) =>
      line.digits.map((digit, index) => ({
        ...digit, bytes: bytesOf(digit.pixels), place: `line ${lineIndex + 1}, digit ${index + 1}`, label: String(digit.digit), state: "",
      })))
    const doubts = this.digits.filter(digit => this.isDoubtful(digit)).length
    this.say(
      this.digits.length === 0 ? "No digits found in this picture."
        : `${count(this.digits.length, "digit")} in ${count(this.lines.length, "line")}. ${doubts ? `${doubts} to be looked at.` : "All look sure."}`)
    element("photo-result").hidden = false
    this.makeBoxes()
    this.makeList()
    this.showText()
  }

  /** Whether a person should look at it. */
  isDoubtful(digit) { return digit.confidence < 0.9 }

  makeBoxes() {
    const { width, height } = this.size
    element("sheet").querySelectorAll("button").forEach(button => button.remove())
    for (const digit of this.digits) {
      const button = document.createElement("button")
      const { x, y } = digit.box
      Object.assign(button.style, {
        left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%`,
        width: `${(100 * digit.box.width) / width}%`, height: `${(100 * digit.box.height) / height}%`,
      })
      button.append(document.createElement("span"))
      this.connect(digit, button)
      digit.boxButton = button
      this.dress(digit)
      element("sheet").append(button)
    }
  }

  makeList() {
    const order = [...this.digits].sort((a, b) => a.confidence - b.confidence)
    element("review").replaceChildren(
      ...order.map(digit => {
        const row = document.createElement("li")
        const button = document.createElement("button")
        const canvas = document.createElement("canvas")
        canvas.className = "pixels"
        drawGray(canvas, digit.bytes)
        button.append(canvas)
        for (const name of ["digit", "sureness", "saved"]) {
          button.append(Object.assign(document.createElement("span"), { className: name }))
        }
        this.connect(digit, button)
        digit.rowButton = button
        this.dress(digit)
        row.append(button)
        return row
      }))
  }

  connect(digit, button) {
    button.addEventListener("click", () => this.ask(digit, button))
    for (const [name, isCurrent] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) {
      button.addEventListener(name, () => digit.boxButton?.classList.toggle("is-current", isCurrent))
    }
  }

  /** Brings the box and the row of a digit up to date. */
  dress(digit) {
    const isDoubtful = this.isDoubtful(digit) && !digit.state
    for (const button of [digit.boxButton, digit.rowButton]) {
      if (!button) continue
      button.classList.toggle("is-doubtful", isDoubtful)
      button.classList.toggle("is-corrected", Boolean(digit.state))
      button.classList.toggle("is-none", digit.label === "")
      const state = digit.state || `${percent(digit.confidence)} sure`
      button.setAttribute("aria-label", `${digit.label || "no digit"}, ${state}, ${digit.place}; correct it`)
    }
    const shown = digit.label || "–"
    if (digit.boxButton) digit.boxButton.firstChild.textContent = shown
    if (digit.rowButton) {
      digit.rowButton.querySelector(".digit").textContent = shown
      digit.rowButton.querySelector(".sureness").textContent = `${percent(digit.confidence)} sure`
      digit.rowButton.querySelector(".saved").textContent = digit.state
    }
  }

  showText() {
    let next = 0
    element("text").textContent = this.lines
      .map(line => line.digits.map(() => this.digits[next++].label).join(""))
      .join("\n")
  }

  ask(digit, button) {
    this.asked = digit
    this.askedFrom = button
    drawGray(element("correction-picture"), digit.bytes)
    ;[...element("keys").children].forEach((key, index) => {
      key.innerHTML = `${index}<small>${percent(digit.probabilities[index])}</small>`
      key.autofocus = index === Number(digit.label)
    })
    element("correction").returnValue = ""
    element("correction").showModal()
    element("keys").children[Number(digit.label) || 0].focus()
  }

  async corrected(value) {
    const digit = this.asked
    this.asked = null
    this.askedFrom?.focus()
    if (!digit || value === "") return
    digit.label = value === "none" ? "" : value
    digit.state = value === "none" ? "not a digit" : "saving …"
    this.dress(digit)
    this.showText()
    if (value === "none") return
    try {
      const answer = await server.correct(digit.bytes, value)
      digit.state = "saved"
      digit.file = answer.saved
    } catch (error) {
      digit.state = "not saved"
      this.page.failed(error)
    }
    this.dress(digit)
  }

  async copy() {
    await navigator.clipboard.writeText(element("text").textContent).catch(() => {})
    element("copy").textContent = "Copied"
    await wait(1500)
    element("copy").textContent = "Copy"
  }
}

const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`
