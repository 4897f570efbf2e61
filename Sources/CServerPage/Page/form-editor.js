// Shows a form's fields over its blank sheet: their names and contents can be edited, and new ones drawn.

import { details, kinds, rowsOf, textOf } from "./form-fields.js"

const element = id => document.getElementById(id)

/** Makes an element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

export class FormEditor {
  /** @param changed called when the form is not what it was */
  constructor(changed) {
    this.changed = changed
    this.rows = []
    element("add-field").addEventListener("click", () => this.add(this.middle()))
    element("form-name").addEventListener("input", () => this.changed())
    this.listenForDrawing()
  }

  /** Shows a form file's contents. */
  async show(form) {
    this.form = form
    this.rows = rowsOf(form)
    element("form-name").value = form.form
    element("form-picture").src = form.reference
    await element("form-picture").decode().catch(() => {})
    this.draw()
  }

  /** The form file as it is now. */
  get text() { return textOf(this.form, element("form-name").value.trim(), this.rows) }

  draw() {
    element("form-sheet").querySelectorAll("button").forEach(box => box.remove())
    element("fields").replaceChildren(...this.rows.map((row, index) => this.item(row, index)))
    for (const [index, row] of this.rows.entries()) element("form-sheet").append(this.box(row, index))
    element("fields-title").textContent = this.rows.length ? "Fields" : "No fields were found: add them"
  }

  /** The box of a field on the sheet; it leads to the field's row. */
  box(row, index) {
    const box = make("button", { type: "button" }, make("span"))
    row.element = box
    box.addEventListener("click", () => this.rowOf(index).querySelector("input").select())
    box.addEventListener("focus", () => this.mark(index, true))
    box.addEventListener("blur", () => this.mark(index, false))
    this.dress(row)
    return box
  }

  /** Puts a field's box where it is, with its name. */
  dress(row) {
    const [width, height] = this.form.page
    const share = (value, size) => `${(100 * value) / size}%`
    const [x, y, wide, high] = row.box
    Object.assign(row.element.style, { left: share(x, width), top: share(y, height), width: share(wide, width), height: share(high, height) })
    row.element.querySelector("span").textContent = row.kind === "marks" ? `${row.name}: ${row.label || "yes"}` : row.name
    row.element.querySelectorAll("i").forEach(other => other.remove())
    const [count, step] = [Math.min(row.rows?.count ?? 1, 1000), Math.max(row.rows?.step ?? 1, 1)]
    for (let number = 1; number < count && step * number < height; number += 1) {
      row.element.append(make("i", { style: `top: ${(100 * number * step) / high}%` }))
    }
    row.element.classList.toggle("is-required", !!row.required)
    row.element.classList.toggle("is-mark", row.kind === "marks")
    row.element.classList.toggle("is-right", x > 0.6 * width)
  }

  rowOf(index) { return element("fields").children[index] }

  mark(index, isCurrent) {
    this.rowOf(index)?.classList.toggle("is-current", isCurrent)
    this.rows[index]?.element.classList.toggle("is-current", isCurrent)
  }

  /** A field's row: its name, what it holds, whether it must be filled in, and where it is. */
  item(row, index) {
    const number = index + 1
    const name = make("input", { value: row.name, autocomplete: "off", spellcheck: false, ariaLabel: `Name of field ${number}` })
    name.addEventListener("input", () => this.set(row, { name: name.value.trim() }))
    name.addEventListener("keydown", event => {
      if (event.key !== "Enter") return
      event.preventDefault()
      this.rowOf(index + 1)?.querySelector("input").select()
    })
    const kind = make(
      "select", { ariaLabel: `What field ${number} holds` }, ...Object.entries(kinds).map(([value, text]) => new Option(text, value)),
    )
    kind.value = row.kind
    const detail = make("span", { className: "detail" }, ...this.detail(row))
    kind.addEventListener("change", () => {
      this.set(row, { kind: kind.value })
      detail.replaceChildren(...this.detail(row))
    })
    const required = make("input", { type: "checkbox", checked: !!row.required })
    required.addEventListener("change", () => this.set(row, { required: required.checked }))
    const remove = make("button", { type: "button", textContent: "Remove", ariaLabel: `Remove field ${number}` })
    remove.addEventListener("click", () => this.remove(index))
    const item = make(
      "li", {}, name, kind, detail, make("label", { className: "required" }, required, " Required"), this.place(row, number), remove,
    )
    item.addEventListener("focusin", () => this.mark(index, true))
    item.addEventListener("focusout", () => this.mark(index, false))
    return item
  }

  /** What else is asked for of a field's kind. */
  detail(row) {
    if (row.kind === "date") {
      const order = make("select", {}, new Option("31.12.2026", "DMY"), new Option("12/31/2026", "MDY"), new Option("2026-12-31", "YMD"))
      order.value = row.order ?? "DMY"
      order.addEventListener("change", () => this.set(row, { order: order.value }))
      return [make("label", {}, "Order ", order)]
    }
    if (!details[row.kind]) return []
    const [member, label, example] = details[row.kind]
    const input = make("input", { value: row[member] ?? "", placeholder: example, autocomplete: "off", spellcheck: false })
    input.addEventListener("input", () => this.set(row, { [member]: input.value.trim() }))
    return [make("label", {}, `${label} `, input)]
  }

  /** Where a field is, in pixels of the sheet's picture. */
  place(row, number) {
    const inputs = ["Left", "Top", "Width", "Height"].map((label, side) => {
      const input = make("input", { type: "number", min: 0, value: row.box[side] })
      input.addEventListener("input", () => {
        const box = [...row.box]
        box[side] = Math.max(side > 1 ? 6 : 0, Math.round(Number(input.value) || 0))
        this.set(row, { box })
      })
      return make("label", {}, `${label} `, input)
    })
    return make(
      "details", { className: "place" }, make("summary", { textContent: "Place", ariaLabel: `Place of field ${number}` }), ...inputs,
      ...this.tableRows(row),
    )
  }

  /** How many rows of a table the field is in, and how far they are apart. */
  tableRows(row) {
    const count = make("input", { type: "number", min: 1, value: row.rows?.count ?? 1 })
    const step = make("input", { type: "number", min: 1, step: "any", value: row.rows?.step ?? row.box[3] })
    for (const input of [count, step]) {
      input.addEventListener("input", () => {
        const rows = { count: Math.round(Number(count.value)) || 1, step: Number(step.value) || 1 }
        this.set(row, { rows: rows.count > 1 ? rows : undefined })
      })
    }
    return [make("label", {}, "Rows ", count), make("label", {}, "Row height ", step)]
  }

  set(row, values) {
    Object.assign(row, values)
    this.dress(row)
    this.changed()
  }

  remove(index) {
    this.rows.splice(index, 1)
    this.draw()
    const next = this.rowOf(Math.min(index, this.rows.length - 1))
    ;(next?.querySelector("input") ?? element("add-field")).focus()
    this.changed()
  }

  add(box) {
    const used = new Set(this.rows.map(row => row.name))
    let number = this.rows.length + 1
    while (used.has(`field${number}`)) number += 1
    this.rows.push({ name: `field${number}`, kind: "number", box })
    this.draw()
    this.rowOf(this.rows.length - 1).querySelector("input").select()
    this.changed()
  }

  /** A place that the keyboard can then move. */
  middle() {
    const [width, height] = this.form.page
    return [width * 0.4, height * 0.48, width * 0.2, height * 0.04].map(Math.round)
  }

  /** A mouse or pen that is dragged over the sheet draws a new field. A finger moves the page. */
  listenForDrawing() {
    const sheet = element("form-sheet")
    const [outline, point] = [make("div", { className: "outline" }), event => {
      const frame = element("form-picture").getBoundingClientRect()
      const within = (value, start, size) => Math.max(0, Math.min(1, (value - start) / size))
      return [within(event.clientX, frame.left, frame.width), within(event.clientY, frame.top, frame.height)]
    }]
    let start = null
    const box = end => [Math.min(start[0], end[0]), Math.min(start[1], end[1]), Math.abs(start[0] - end[0]), Math.abs(start[1] - end[1])]
    sheet.addEventListener("pointerdown", event => {
      if (event.pointerType === "touch" || event.button !== 0 || event.target.closest("button")) return
      event.preventDefault()
      start = point(event)
      sheet.setPointerCapture(event.pointerId)
      sheet.append(outline)
    })
    sheet.addEventListener("pointermove", event => {
      if (!start) return
      const [x, y, width, height] = box(point(event)).map(share => `${100 * share}%`)
      Object.assign(outline.style, { left: x, top: y, width, height })
    })
    const end = event => {
      if (!start) return
      const [width, height] = this.form.page
      const [x, y, wide, high] = box(point(event))
      start = null
      outline.remove()
      outline.removeAttribute("style")
      const drawn = [x * width, y * height, wide * width, high * height].map(Math.round)
      if (event.type === "pointerup" && Math.min(drawn[2], drawn[3]) >= 6) this.add(drawn)
    }
    sheet.addEventListener("pointerup", end)
    sheet.addEventListener("pointercancel", end)
  }
}
