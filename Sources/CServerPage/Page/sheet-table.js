// The values of filled-in sheets, as a table and as CSV.

import { make } from "./form-editor.js"

const element = id => document.getElementById(id)
const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`

export class SheetTable {
  constructor() { this.clear() }

  /** Whether nothing was read yet. */
  get isEmpty() { return this.sheets.length === 0 && this.failures === 0 }

  /** Forgets all sheets. */
  clear() {
    this.sheets = []
    this.failures = 0
    this.names = []
    element("sheet-rows").replaceChildren()
    element("sheet-head").replaceChildren()
    element("table-part").hidden = true
  }

  /** Adds sheets as the server answers them. */
  add(sheets) {
    for (const sheet of sheets) {
      // The fields as they were read: the assignment of a list depends on all sheets.
      sheet.read = sheet.fields
      this.sheets.push(sheet)
      for (const { name } of sheet.fields) if (!this.names.includes(name)) this.names.push(name)
    }
    // Sheets of another form have no fields; the fields of the others become columns.
    element("sheet-head").replaceChildren(...["File", "Page", "Sheet", ...this.names].map(name => make("th", { textContent: name, scope: "col" })))
    for (const sheet of sheets) sheet.element = this.row(sheet)
    element("sheet-rows").append(...sheets.map(sheet => sheet.element))
    element("table-part").hidden = false
  }

  /** The sheets that were read with a list for a field. */
  listed(name) { return this.sheets.filter(sheet => sheet.lists?.includes(name) && sheet.read.some(field => field.name === name)) }

  /** A field of some sheets as it was read. */
  asRead(name, sheets) { return sheets.map(sheet => sheet.read.find(field => field.name === name)) }

  /** Shows what a list gives to a field of some sheets. */
  give(name, sheets, given) {
    for (const [index, sheet] of sheets.entries()) {
      const read = sheet.read.find(field => field.name === name)
      this.put(sheet, sheet.fields.map(field => (field.name === name ? { ...read, ...given[index] } : field)))
    }
  }

  /** The fields of some names on all sheets, as they are now. */
  fieldsNamed(names) {
    return this.sheets.flatMap(sheet => sheet.fields.filter(field => names.includes(field.name)).map(field => ({ sheet, field })))
  }

  /** Shows what was found out about such fields. */
  change(places, found) {
    for (const [index, { sheet, field }] of places.entries()) {
      this.put(sheet, sheet.fields.map(other => (other === field ? { ...field, ...found[index] } : other)))
    }
  }

  put(sheet, fields) {
    sheet.fields = fields
    sheet.needs_review = sheet.sheet === "other form" || fields.some(field => field.needs_review)
    const row = this.row(sheet)
    sheet.element.replaceWith(row)
    sheet.element = row
  }

  /** Notes that a file could not be read. */
  addFailure(file, message) {
    this.failures += 1
    element("sheet-rows").append(make(
      "tr", { className: "needs-review" }, make("td", { textContent: file }), make("td"),
      make("td", { textContent: `not read: ${message}`, colSpan: this.names.length + 1 }),
    ))
    element("table-part").hidden = false
  }

  row(sheet) {
    const byName = new Map(sheet.fields.map(field => [field.name, field]))
    return make(
      "tr", { className: sheet.needs_review ? "needs-review" : "" }, make("td", { textContent: sheet.file }),
      make("td", { textContent: sheet.page }), make("td", { textContent: sheet.sheet }), ...this.names.map(name => this.cell(byName.get(name))),
    )
  }

  /** A field's value, and its state where it is not sure. */
  cell(field) {
    if (!field) return make("td")
    const cell = make("td", { className: `is-${field.state.replace(" ", "-")}` }, make("b", { textContent: field.value || field.text }))
    const reasons = [
      field.state !== "sure" && field.state, field.is_missing && "required", field.failed_rule && `rule ${field.failed_rule}`,
      field.state === "doubtful" && `${(100 * field.confidence).toFixed(1)} %`,
    ].filter(Boolean)
    if (reasons.length && !(field.state === "blank" && reasons.length === 1)) cell.append(make("small", { textContent: reasons.join(", ") }))
    if (field.needs_review) cell.classList.add("needs-review")
    return cell
  }

  /** How many sheets there are of each kind. */
  get summary() {
    const kinds = new Map()
    for (const sheet of this.sheets) kinds.set(sheet.sheet, (kinds.get(sheet.sheet) ?? 0) + 1)
    const parts = [...kinds].map(([kind, number]) => `${number} ${kind}`).join(", ")
    const doubtful = this.sheets.filter(sheet => sheet.needs_review).length
    return [
      `${count(this.sheets.length, "sheet")}${parts && `: ${parts}`}`, `${doubtful} to be looked at`,
      this.failures && `${count(this.failures, "file")} not read`,
    ].filter(Boolean).join("; ")
  }

  /** The table as `digits form read` writes it (RFC 4180). */
  get csv() {
    const quoted = value => (/[,"\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
    // A spreadsheet program would take it for a formula.
    const safe = value => (/^[=+\-@\t\r]/.test(value) && !/^[+-][0-9.,]*$/.test(value) ? `'${value}` : value)
    const line = values => `${values.map(value => quoted(safe(String(value)))).join(",")}\n`
    const header = ["file", "page", "sheet", "form", "score", ...this.names.flatMap(name => [name, `${name}_confidence`, `${name}_state`])]
    const rows = this.sheets.map(sheet => {
      const byName = new Map(sheet.fields.map(field => [field.name, field]))
      const values = this.names.flatMap(name => {
        const field = byName.get(name)
        return field ? [field.value, field.confidence.toFixed(4), field.state] : ["", "", ""]
      })
      return [sheet.file, sheet.page, sheet.sheet, sheet.form ?? "", sheet.score.toFixed(4), ...values]
    })
    return [header, ...rows].map(line).join("")
  }
}
