// Lists of valid numbers for fields: files that go to the server with each sheet.

import { make } from "./form-editor.js"

const element = id => document.getElementById(id)

export class NumberLists {
  /** @param names returns the names of the fields that may have a list */
  constructor(names) {
    this.names = names
    /** The files by their fields. */
    this.files = new Map()
    element("list-file").addEventListener("change", event => {
      const [file] = event.target.files
      if (file && element("list-field").value) this.set(element("list-field").value, file)
      event.target.value = ""
    })
    // The editor may have other fields by now.
    element("lists-part").addEventListener("toggle", () => this.draw())
    element("list-field").addEventListener("pointerdown", () => this.drawFields())
    element("list-field").addEventListener("focus", () => this.drawFields())
  }

  clear() {
    this.files.clear()
    element("lists-part").open = false
    this.draw()
  }

  set(field, file) {
    this.files.set(field, file)
    this.draw()
  }

  /** Says how many numbers the server has found in the lists, and what it says of them. */
  tell(counts, notes) {
    for (const [field, count] of Object.entries(counts)) {
      const told = element("lists").querySelector(`[data-field="${CSS.escape(field)}"] small`)
      if (told) told.textContent = [`${count} number${count === 1 ? "" : "s"}`, ...notes.filter(note => note.startsWith(`${this.files.get(field)?.name}: `))].join("; ")
    }
  }

  draw() {
    this.drawFields()
    element("lists").replaceChildren(...[...this.files].map(([field, file]) => {
      const remove = make("button", { type: "button", textContent: "Remove", ariaLabel: `Remove the list of ${field}` })
      remove.addEventListener("click", () => {
        this.files.delete(field)
        this.draw()
        element("list-field").focus()
      })
      const item = make("li", {}, make("b", { textContent: field }), ` among ${file.name} `, make("small"), remove)
      item.dataset.field = field
      return item
    }))
  }

  drawFields() {
    const [names, select] = [this.names(), element("list-field")]
    if (names.join("\n") === [...select.options].map(option => option.value).join("\n")) return
    const chosen = select.value
    select.replaceChildren(...names.map(name => new Option(name, name)))
    if (names.includes(chosen)) select.value = chosen
  }
}
