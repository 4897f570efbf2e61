// The Photo tab: boxes over the picture, its text, and digits to check.

import { Camera } from "./camera.js"
import { placeLabels } from "./labels.js"
import { lineFile } from "./pictures.js"
import { checkBelow, count, isDigit, percent, readingsOf, symbols, textLines } from "./readings.js"
import { Review } from "./review.js"
import * as server from "./server.js"

const element = id => document.getElementById(id)
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
/** Why lines of ink are left out, in words. */
const reasons = {
  print: "machine print", otherWriting: "other writing", noSymbol: "no digit or mark", unlikely: "hardly a number",
  duplicate: "part of a number that was read",
}

/** Whether a file needs no help to be shown: not so documents, TIFF and HEIC. */
const isShownByBrowsers = file => /^image\/(png|jpeg|webp|bmp)$/.test(file.type)

/** Whether files that are dropped or pasted are for the Forms tab. */
const isElsewhere = () => document.body.dataset.tab === "forms"

export class Photo {
  constructor(page, corrections) {
    this.page = page
    this.corrections = corrections
    /** The last answer, and the symbols in it. */
    this.answer = null
    /** The page of a document, from 1. */
    this.pageNumber = 1
    this.readings = []
    this.review = new Review(reading => this.ask(reading), (reading, isCurrent) => this.mark(reading, isCurrent))
    this.listen()
    new ResizeObserver(() => placeLabels(element("sheet"), this.boxed)).observe(element("sheet"))
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
      this.read(new File([await answer.blob()], "the sample", { type: "image/jpeg" }))
    })
    this.listenForDrops()
    document.addEventListener("paste", event => {
      if (isElsewhere()) return
      const file = [...(event.clipboardData?.files ?? [])].find(file => file.type.startsWith("image/"))
      if (file) this.read(file)
    })
    element("copy").addEventListener("click", () => this.copy())
    element("page-back").addEventListener("click", () => this.turnTo(this.pageNumber - 1))
    element("page-on").addEventListener("click", () => this.turnTo(this.pageNumber + 1))
    element("known").addEventListener("change", () => this.readAgain())
    element("known").addEventListener("submit", event => event.preventDefault())
  }

  listenForDrops() {
    const drop = element("drop")
    for (const name of ["dragover", "dragenter"]) {
      document.addEventListener(name, event => {
        if (isElsewhere()) return
        event.preventDefault()
        drop.classList.add("is-over")
      })
    }
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) drop.classList.remove("is-over") })
    document.addEventListener("drop", event => {
      if (isElsewhere()) return
      event.preventDefault()
      drop.classList.remove("is-over")
      this.read(event.dataTransfer.files[0])
    })
  }

  async read(file) {
    if (!file) return
    this.file = file
    this.page.open("photo")
    await this.turnTo(1)
  }

  /** Reads a page of the last document. */
  async turnTo(page) {
    this.pageNumber = page
    await this.readAgain()
  }

  /** Reads the last picture, with what is known now. */
  async readAgain() {
    const file = this.file
    if (!file) return
    const known = Object.fromEntries([...new FormData(element("known"))].filter(([, value]) => value.trim()).map(([name, value]) => [name, value.trim()]))
    const isLatest = this.latest = {}
    this.say(`Reading ${file.name || "the picture"} …`)
    element("photo-result").hidden = true
    element("pages").hidden = true
    try {
      const answer = await server.read(file, known, this.pageNumber)
      const shown = isShownByBrowsers(file) ? file : await server.pagePicture(file, this.pageNumber)
      if (isLatest !== this.latest) return
      await this.show(shown, answer)
      this.page.working()
    } catch (error) {
      if (isLatest !== this.latest) return
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
    await picture.decode().catch(() => {})
    // The width that the boxes are in.
    picture.dataset.width = answer.width
    this.answer = answer
    this.readings = readingsOf(answer, picture)
    this.number(answer)
    this.showPages(answer)
    this.readings.forEach(reading => this.corrections.recall(reading))
    element("photo-result").hidden = false
    this.showOthers()
    this.makeBoxes()
    this.review.show(this.boxed)
    this.showText()
  }

  /** Says which page of a document is shown. */
  showPages({ page, page_count: pages }) {
    element("pages").hidden = !(pages > 1)
    element("page-number").textContent = `Page ${page} of ${pages}`
    element("page-back").disabled = page <= 1
    element("page-on").disabled = page >= pages
  }

  /** Says of each symbol where it is. */
  number({ lines }) {
    const places = lines.flatMap((line, index) => line.symbols.map((_, place) => `line ${index + 1}, symbol ${place + 1}`))
    this.readings.forEach((reading, index) => { reading.place = places[index] })
  }

  /** The symbols that are in the picture. */
  get boxed() { return this.readings.filter(reading => !reading.isPutIn) }

  makeBoxes() {
    element("sheet").querySelectorAll("button").forEach(box => box.remove())
    for (const reading of this.boxed) {
      const button = document.createElement("button")
      this.place(button, reading.box)
      button.append(document.createElement("span"))
      this.review.connect(reading, button)
      reading.boxButton = button
      this.dress(reading)
      element("sheet").append(button)
    }
    placeLabels(element("sheet"), this.boxed)
  }

  /** Puts an element around a box: beside the ink, not on it. */
  place(target, { x, y, width, height }) {
    const [across, down] = [100 / this.answer.width, 100 / this.answer.height]
    Object.assign(target.style, {
      left: `calc(${x * across}% - 3px)`, top: `calc(${y * down}% - 3px)`,
      width: `calc(${width * across}% + 6px)`, height: `calc(${height * down}% + 6px)`,
    })
  }

  /** Brings the box of a symbol up to date. */
  dress(reading) {
    const button = reading.boxButton
    button.classList.toggle("is-doubtful", reading.needsCheck)
    button.classList.toggle("is-corrected", Boolean(reading.correction))
    button.classList.toggle("is-none", reading.label === "")
    button.firstChild.textContent = reading.label || "–"
    button.title = `${reading.name}, ${reading.origin}`
    button.setAttribute("aria-label", `${button.title}, ${reading.place}; correct it`)
  }

  mark(reading, isCurrent) { reading.boxButton?.classList.toggle("is-current", isCurrent) }

  /** Shows the text with how sure it is, and how many digits there are and are left to check. */
  showText() {
    const lines = textLines(this.readings, this.answer.lines)
    element("text-part").hidden = !lines.length
    element("text").replaceChildren(...lines.flatMap((line, index) => {
      const span = Object.assign(document.createElement("span"), { className: "number", textContent: line.text })
      span.dataset.sure = line.isChanged ? "corrected" : `${percent(line.sureness)} sure`
      span.classList.toggle("is-doubtful", !line.isChanged && line.sureness < checkBelow)
      return index ? ["\n", span] : [span]
    }))
    this.say(this.readings.length ? this.summary(lines) : ["No numbers found in this picture.", ...this.notes()].join(" "))
  }

  summary(lines) {
    const found = symbols(this.readings)
    const digits = found.filter(reading => isDigit(reading.label)).length
    const toCheck = found.filter(reading => reading.needsCheck).length
    const corrected = this.readings.filter(reading => reading.correction).length
    const parts = [
      `${count(digits, "digit")} in ${count(lines.length, "line")}`, toCheck ? `${toCheck} to check` : "none left to check",
      corrected && `${corrected} corrected`,
    ]
    return [`${parts.filter(Boolean).join(", ")}.`, ...this.notes()].join(" ")
  }

  /** What is to be known of the picture beside its text. */
  notes() {
    const { turn, omitted_lines: omitted, notes } = this.answer
    return [
      turn && `The picture was turned by ${turn} degrees to be read.`, omitted && `${count(omitted, "smaller line")} not looked at.`,
      ...notes.map(note => `${note[0].toUpperCase()}${note.slice(1)}.`),
    ].filter(Boolean)
  }

  /** Lists and outlines what is not among the numbers. */
  showOthers() {
    const { misfits, left_out: leftOut } = this.answer
    element("sheet").querySelectorAll(".outline").forEach(outline => outline.remove())
    this.list("misfits", misfits, line => [line.text, `${percent(line.confidence)} sure`])
    this.list("left-out", leftOut, line => [line.text || "–", reasons[line.reason] ?? line.reason])
    element("left-out-title").textContent = count(leftOut.length, "other line")
  }

  /** Fills a list with lines, each outlined in the picture. */
  list(id, lines, words) {
    element(`${id}-part`).hidden = lines.length === 0
    element(id).replaceChildren(...lines.map(line => {
      const outline = Object.assign(document.createElement("div"), { className: `outline ${id}` })
      this.place(outline, line.box)
      element("sheet").append(outline)
      const row = document.createElement("li")
      row.append(...words(line).map(text => Object.assign(document.createElement("span"), { textContent: text })))
      for (const [name, isCurrent] of [["pointerenter", true], ["pointerleave", false]]) {
        row.addEventListener(name, () => outline.classList.toggle("is-current", isCurrent))
      }
      return row
    }))
  }

  ask(reading) {
    this.corrections.ask(reading, () => {
      this.dress(reading)
      this.review.update(reading)
      this.showText()
      if (reading.state === "saved" || reading.state === "changed here") this.keepLine(reading)
    })
  }

  /** Stores the line of a corrected symbol with the text that it has now, for the network that reads lines. */
  async keepLine(reading) {
    if (!this.readings.includes(reading)) return
    const { line, image } = reading
    const text = textLines(this.boxed, []).find(({ index }) => index === line)?.text
    const picture = text ? await lineFile(image, this.answer.lines[line].box) : null
    if (picture) await server.correctLine(picture, text).catch(error => this.page.failed(error))
  }

  async copy() {
    await navigator.clipboard.writeText(element("text").textContent).catch(() => {})
    element("copy").textContent = "Copied"
    await wait(1500)
    element("copy").textContent = "Copy"
  }
}
