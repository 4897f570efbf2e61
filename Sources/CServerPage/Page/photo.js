// The Photo tab: boxes over the picture, its text, and digits to check.

import { Camera } from "./camera.js"
import { placeLabels } from "./labels.js"
import { count, digits, Reading, textLines } from "./readings.js"
import { Review } from "./review.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

export class Photo {
  constructor(page, corrections) {
    this.page = page
    this.corrections = corrections
    /** The digits of the picture. */
    this.readings = []
    this.review = new Review(reading => this.ask(reading), (reading, isCurrent) => this.mark(reading, isCurrent))
    this.listen()
    new ResizeObserver(() => placeLabels(element("sheet"), this.readings)).observe(element("sheet"))
  }

  listen() {
    for (const id of ["file", "camera"]) {
      element(id).addEventListener("change", event => {
        this.read(event.target.files[0])
        event.target.value = ""
      })
    }
    new Camera(file => this.read(file))
    element("sample-page").addEventListener("click", async () => {
      const answer = await fetch("/sample-page.jpg")
      this.read(new File([await answer.blob()], "the sample"))
    })
    this.listenForDrops()
    document.addEventListener("paste", event => {
      const file = [...(event.clipboardData?.files ?? [])].find(file => file.type.startsWith("image/"))
      if (file) this.read(file)
    })
    element("copy").addEventListener("click", () => this.copy())
  }

  listenForDrops() {
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
  }

  async read(file) {
    if (!file) return
    this.file = file
    this.page.open("photo")
    await this.readAgain()
  }

  /** Reads the last picture, with the model that is chosen now. */
  async readAgain() {
    const file = this.file
    if (!file) return
    this.say(`Reading ${file.name || "the picture"} …`)
    element("photo-result").hidden = true
    try {
      const answer = await server.read(file, this.page.model)
      if (file !== this.file) return
      await this.show(file, answer)
      this.page.working()
    } catch (error) {
      this.say("")
      this.page.failed(error)
    }
  }

  say(text) {
    element("photo-status").textContent = text
    element("photo-status").hidden = !text
  }

  async show(file, answer) {
    const picture = element("picture")
    if (this.address) URL.revokeObjectURL(this.address)
    this.address = URL.createObjectURL(file)
    picture.src = this.address
    // Browsers cannot show every format that the server reads, such as TIFF.
    await picture.decode().catch(() => {})
    this.size = answer
    this.readings = answer.lines.flatMap((line, lineIndex) => line.digits.map((digit, index) =>
      Object.assign(new Reading(digit, lineIndex), { place: `line ${lineIndex + 1}, digit ${index + 1}` })))
    this.readings.forEach(reading => this.corrections.recall(reading))
    element("photo-result").hidden = false
    this.makeBoxes()
    this.review.show(this.readings)
    this.showText()
  }

  makeBoxes() {
    element("sheet").querySelectorAll("button").forEach(button => button.remove())
    for (const reading of this.readings) {
      const button = document.createElement("button")
      const { x, y, width, height } = reading.box
      const [across, down] = [100 / this.size.width, 100 / this.size.height]
      // Beside the ink, not on it.
      Object.assign(button.style, {
        left: `calc(${x * across}% - 3px)`, top: `calc(${y * down}% - 3px)`,
        width: `calc(${width * across}% + 6px)`, height: `calc(${height * down}% + 6px)`,
      })
      button.append(document.createElement("span"))
      this.review.connect(reading, button)
      reading.boxButton = button
      this.dress(reading)
      element("sheet").append(button)
    }
    placeLabels(element("sheet"), this.readings)
  }

  /** Brings the box of a digit up to date. */
  dress(reading) {
    const button = reading.boxButton
    button.classList.toggle("is-doubtful", reading.needsCheck)
    button.classList.toggle("is-corrected", Boolean(reading.correction))
    button.classList.toggle("is-none", reading.label === "")
    button.firstChild.textContent = reading.label || "–"
    button.title = `${reading.label || "not a digit"}, ${reading.origin}`
    button.setAttribute("aria-label", `${button.title}, ${reading.place}; correct it`)
  }

  mark(reading, isCurrent) { reading.boxButton?.classList.toggle("is-current", isCurrent) }

  /** Shows the text, and how many digits there are and are left to check. */
  showText() {
    const [found, lines] = [digits(this.readings), textLines(this.readings)]
    element("text").textContent = lines.join("\n")
    const toCheck = found.filter(reading => reading.needsCheck).length
    const corrected = this.readings.filter(reading => reading.correction).length
    this.say(
      this.readings.length === 0 ? "No digits found in this picture."
        : [`${count(found.length, "digit")} in ${count(lines.length, "line")}`, toCheck ? `${toCheck} to check` : "none left to check",
          corrected && `${corrected} corrected`].filter(Boolean).join(", ") + ".")
  }

  ask(reading) {
    this.corrections.ask(reading, () => {
      this.dress(reading)
      this.review.update(reading)
      this.showText()
    })
  }

  async copy() {
    await navigator.clipboard.writeText(element("text").textContent).catch(() => {})
    element("copy").textContent = "Copied"
    await wait(1500)
    element("copy").textContent = "Copy"
  }
}
